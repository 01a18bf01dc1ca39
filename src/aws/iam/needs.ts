import type { Resolved, ResolvedResource } from '../cloudformation/resolve.ts';
import { type Call, type CallSettings, functionArn } from './call.ts';
import type { Context } from './request.ts';
import { resourcesOf, textsIn } from './stack-resources.ts';

/** A call that Lambda makes by itself, and that has to be allowed for the function to work at all. */
export type Need = { purpose: string; reference: string; call: Call };

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
const POLLING = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const POLLING_REFERENCE = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html';

/** What Lambda does with the role: for its log, traces and network, and to take messages from its queues. */
export function needsOf(lambda: ResolvedResource, resolved: Resolved, settings: CallSettings): Need[] {
  const call = (action: string, resourceArn: string): Call => ({
    principal: 'poller',
    action,
    resourceArn,
    secureTransport: true,
  });
  const queues = resourcesOf(resolved, 'AWS::Lambda::EventSourceMapping')
    .filter(({ Properties }) =>
      [settings.functionName, functionArn(settings)].includes(String(Properties['FunctionName'])),
    )
    .map(({ Properties }) => String(Properties['EventSourceArn']))
    .filter((arn) => arn.split(':')[2] === 'sqs');
  return [
    ...platformActions(lambda, settings).flatMap(({ action, purpose, reference, resources, context }) =>
      resources.map((resource) => ({ purpose, reference, call: { ...call(action, resource), context } })),
    ),
    ...queues.flatMap((arn) =>
      POLLING.map((action) => ({
        purpose: 'Lambda takes messages for the function',
        reference: POLLING_REFERENCE,
        call: call(action, arn),
      })),
    ),
  ];
}

/** An action for which Lambda itself uses the role of a function, out of sight of the function's code. */
export type PlatformAction = {
  action: string;
  purpose: string;
  /** A page of AWS that says so. */
  reference: string;
  /** On which ARNs, or `*`. */
  resources: readonly string[];
  context: Context;
};

const GUIDE = 'https://docs.aws.amazon.com/lambda/latest/dg';

const part = (lambda: ResolvedResource, name: string): Record<string, unknown> =>
  (lambda.Properties[name] ?? {}) as Record<string, unknown>;

/** What Lambda calls to put a function into a network and to take it out again. */
export const NETWORK_INTERFACE_ACTIONS: readonly string[] = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

const isInVpc = (lambda: ResolvedResource): boolean => textsIn(part(lambda, 'VpcConfig')['SubnetIds']).length > 0;

/**
 * What Lambda does with the role of a function that has left its network, until its interfaces are deleted. A function
 * that never had one works without: these are uses, and no needs.
 */
export function leavingActions(lambda: ResolvedResource): Pick<PlatformAction, 'action' | 'purpose' | 'reference'>[] {
  if (isInVpc(lambda)) return [];
  return NETWORK_INTERFACE_ACTIONS.map((action) => ({
    action,
    purpose: 'Lambda deletes the interfaces of a function that has left its network',
    reference: `${GUIDE}/configuration-vpc.html`,
  }));
}

/** The log group that the function names, or the one that Lambda would make. */
function logStream(lambda: ResolvedResource, { pseudo, functionName }: CallSettings): string {
  const group = part(lambda, 'LoggingConfig')['LogGroup'] ?? `/aws/lambda/${functionName}`;
  return `arn:${pseudo.Partition}:logs:${pseudo.Region}:${pseudo.AccountId}:log-group:${group}:log-stream:any`;
}

/**
 * All that Lambda does with the role of this function but for polling its event source: logs always, traces and network
 * interfaces where the function has them. Requests for the latter do not carry the ARN of the function:
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
export function platformActions(lambda: ResolvedResource, settings: CallSettings): PlatformAction[] {
  const { Partition, Region, AccountId } = settings.pseudo;
  const ec2 = (resource: string): string => `arn:${Partition}:ec2:${Region}:${AccountId}:${resource}`;
  const network = part(lambda, 'VpcConfig');
  const networkInterface = ec2('network-interface/eni-any');
  const places = [
    networkInterface,
    ...textsIn(network['SubnetIds']).map((id) => ec2(`subnet/${id}`)),
    ...textsIn(network['SecurityGroupIds']).map((id) => ec2(`security-group/${id}`)),
  ];
  const source = { 'lambda:SourceFunctionArn': functionArn(settings) };
  const log = {
    purpose: 'Lambda writes the log of the function',
    reference: `${GUIDE}/monitoring-cloudwatchlogs.html`,
    resources: [logStream(lambda, settings)],
    context: source,
  };
  const trace = {
    purpose: 'Lambda sends the traces of the function',
    reference: `${GUIDE}/services-xray.html`,
    resources: ['*'],
    context: source,
  };
  const attach = {
    purpose: 'Lambda connects the function to its network',
    reference: `${GUIDE}/configuration-vpc.html`,
    resources: [networkInterface],
    context: {},
  };
  return [
    { action: 'logs:CreateLogStream', ...log },
    { action: 'logs:PutLogEvents', ...log },
    ...(part(lambda, 'TracingConfig')['Mode'] === 'Active'
      ? [
          { action: 'xray:PutTelemetryRecords', ...trace },
          { action: 'xray:PutTraceSegments', ...trace },
        ]
      : []),
    ...(isInVpc(lambda)
      ? [
          { action: 'ec2:AssignPrivateIpAddresses', ...attach },
          { action: 'ec2:CreateNetworkInterface', ...attach, resources: places },
          { action: 'ec2:DeleteNetworkInterface', ...attach },
          { action: 'ec2:DescribeNetworkInterfaces', ...attach, resources: ['*'] },
          { action: 'ec2:DescribeSubnets', ...attach, resources: ['*'] },
          { action: 'ec2:UnassignPrivateIpAddresses', ...attach },
        ]
      : []),
  ];
}
