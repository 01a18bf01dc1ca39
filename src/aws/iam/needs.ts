import type { Resolved, ResolvedResource } from '../cloudformation/resolve.ts';
import { type Call, type CallSettings, functionArn } from './call.ts';
import { platformActions } from './platform-actions.ts';
import { resourcesOf } from './stack-resources.ts';

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
