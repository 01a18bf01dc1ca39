import { hasResourceLevel, isAction } from '../../src/aws/iam/actions.ts';
import { findingAt } from '../engine/deployed.ts';
import { append, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { NETWORK_INTERFACE_ACTIONS } from '../facts/role-needs.ts';
import { MADE_BY } from '../facts/service-role-grants.ts';
import { type Statement, statementsOf } from '../facts/statements.ts';

const STATEMENT = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.0';
/** Services whose ARNs end in the bare name, without a type before it. */
const UNTYPED = ['s3', 'sns', 'sqs'];

/** Named by ids that AWS makes up when it makes them: who makes or deletes one can say whose it is, not which. */
const MADE_UP: Readonly<Record<string, readonly string[]>> = {
  kms: ['key'],
  ec2: ['route-table', 'security-group', 'security-group-rule', 'subnet', 'vpc', 'vpc-endpoint'],
  lambda: ['event-source-mapping'],
  route53resolver: ['firewall-domain-list', 'firewall-rule-group', 'firewall-rule-group-association'],
};

const isWild = (part: string): boolean => part.includes('*') || part.includes('?');

/** What is wrong with the ARN of a resource: it has to say whose it is, of which service, and begin its name. */
function problemOf(resource: string): string | undefined {
  if (isHidden(resource)) return 'an ARN that can be known';
  const [arn, partition = '', service = '', region = '', account = '', ...rest] = resource.split(':');
  if (arn !== 'arn' || rest.length === 0) return 'an ARN';
  if ([partition, service, region, account].some(isWild)) return 'an ARN of one service, Region and account';
  const path = rest.join(':');
  const separator = path.search(/[:/]/);
  const isMadeUp = MADE_UP[service]?.includes(path.slice(0, Math.max(0, separator))) ?? false;
  if (isMadeUp && path.slice(separator + 1) === '*') return undefined;
  const name = UNTYPED.includes(service) || separator < 0 ? path : path.slice(separator + 1);
  return name === '' || isWild(name[0] ?? '') ? 'an ARN that names the resource, or how its name begins' : undefined;
}

/**
 * Composite alarms are made, and looked at, by whoever may on all alarms:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
const COMPOSITE_ALARM_ACTIONS = ['cloudwatch:DescribeAlarms', 'cloudwatch:PutCompositeAlarm'];

/** Actions for which `*` is all that a policy can say, and those whose resources Lambda makes up. */
const needsStar = (action: string): boolean =>
  action === 'cloudwatch:PutMetricData' || // its namespace is the limit
  NETWORK_INTERFACE_ACTIONS.includes(action) ||
  COMPOSITE_ALARM_ACTIONS.includes(action) ||
  (isAction(action) && !hasResourceLevel(action));

/** Keys of conditions that say whose a resource is, and that no owner of a grant can set. */
const isGuard = (key: string): boolean =>
  key.startsWith('aws:resourcetag/aws:') || key.startsWith('aws:requesttag/aws:') || UNSETTABLE.includes(key);

const UNSETTABLE = ['ec2:createaction', 'lambda:functionarn'];

/** Whether an action changes nothing that exists: it looks, or makes a resource of this type. */
const isHarmless = (action: string, type: string): boolean =>
  /^[a-z0-9-]+:(Get|List|Describe)/.test(action) || MADE_BY[action.replace('ec2:', '')] === type;

/**
 * Resources of others with ids that AWS makes up are told apart by a condition alone. One on a tag that the owner may set
 * is none: it tags first, and then changes.
 */
function reachesOthers({ actions, conditions }: Statement, resource: string): boolean {
  const [, , service = '', , , path = ''] = resource.split(':');
  const type = resource.slice(resource.lastIndexOf(':') + 1).replace('/*', '');
  const isMadeUp = MADE_UP[service]?.some((name) => name === path || resource.endsWith(`:${name}/*`)) ?? false;
  return (
    isMadeUp &&
    !actions.every((action) => isHarmless(action, type)) &&
    !conditions.some(({ operator, key }) => /^(String|Arn)(Equals|Like)$/.test(operator) && isGuard(key))
  );
}

const limitsNamespace = ({ conditions }: Statement): boolean =>
  conditions.some(({ operator, key }) => operator === 'StringEquals' && key === 'cloudwatch:namespace');

export const iamNoWildcardResources: Rule = {
  id: 'IAM-3',
  title: 'No role or user is granted an action on everything, unless the action knows no resources',
  why: "An action on everything reaches the neighbour's data as well: with s3:GetObject on * the function that decodes files from outside reads every bucket of the account.",
  reference: {
    url: 'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    controls: [
      'Security Hub KMS.1',
      'Security Hub KMS.2',
      'cdk-nag AwsSolutions-IAM5',
      'cdk-nag Serverless-LambdaStarPermissions',
      'CKV_AWS_107',
      'CKV_AWS_108',
      'CKV_AWS_111',
      'cfn_nag W11',
      'CIS 1.16',
      'Well-Architected SEC03-BP02',
    ],
  },
  check: (context) =>
    checkEach(
      statementsOf(context, 'identity').filter(({ allows }) => allows),
      (statement) => {
        const { owner, path, actions, resources, element } = statement;
        if (resources.length === 0 && element('NotResource') === undefined)
          return [findingAt(context, owner, path, 'a Resource', 'none')];
        return resources.flatMap((resource) => {
          const wide = actions.filter((action) => !needsStar(action));
          const unlimited = actions.includes('cloudwatch:PutMetricData') && !limitsNamespace(statement);
          const problem =
            resource !== '*'
              ? reachesOthers(statement, resource)
                ? 'a condition on whose it is that the owner cannot set, such as aws:ResourceTag/aws:cloudformation:stack-name'
                : problemOf(resource)
              : wide.length > 0
                ? `ARNs for ${wide.join(', ')}`
                : unlimited
                  ? 'StringEquals cloudwatch:namespace for cloudwatch:PutMetricData'
                  : undefined;
          return problem === undefined ? [] : [findingAt(context, owner, [...path, 'Resource'], problem, resource)];
        });
      },
    ),
  mutants: [
    { title: 'reading everything', kind: 'boundary', mutate: set(`${STATEMENT}.Resource`, '*') },
    { title: 'reading every bucket', kind: 'boundary', mutate: set(`${STATEMENT}.Resource`, 'arn:aws:s3:::*/*') },
    {
      title: 'every queue of the account',
      kind: 'boundary',
      mutate: set('ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.2.Resource', {
        'Fn::Sub': 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:*',
      }),
    },
    {
      title: 'the queue in every account',
      kind: 'boundary',
      mutate: set('ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.2.Resource', {
        'Fn::Sub': 'arn:${AWS::Partition}:sqs:${AWS::Region}:*:queue',
      }),
    },
    {
      title: 'one action of several that knows resources',
      kind: 'single',
      mutate: append('ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.4.Action', 'kms:Decrypt'),
    },
    {
      title: 'every function of the account, as one can say of mappings',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Resource`, {
        'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:*',
      }),
    },
    {
      title: 'deleting every subnet of the account',
      kind: 'related',
      file: 'bootstrap.yaml',
      mutate: remove('ChangeSurroundingsPolicy.Properties.PolicyDocument.Statement.ChangeNetwork.Condition'),
    },
    {
      title: 'changing networks by a tag that anyone may set',
      kind: 'boundary',
      file: 'bootstrap.yaml',
      mutate: set('ChangeSurroundingsPolicy.Properties.PolicyDocument.Statement.ChangeNetwork.Condition', {
        StringEquals: { 'aws:ResourceTag/Name': 'images' },
      }),
    },
    {
      title: 'tagging every key of the account',
      kind: 'boundary',
      file: 'bootstrap.yaml',
      mutate: append('ChangeSurroundingsPolicy.Properties.PolicyDocument.Statement', {
        Sid: 'TagKeys',
        Effect: 'Allow',
        Action: ['kms:TagResource'],
        Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*' },
      }),
    },
    { title: 'a resource that cannot be known', kind: 'hidden', mutate: hide(`${STATEMENT}.Resource`) },
    { title: 'no resource', kind: 'absent', mutate: remove(`${STATEMENT}.Resource`) },
    {
      title: 'metrics of every namespace',
      kind: 'related',
      mutate: append(
        'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.4.Action',
        'cloudwatch:PutMetricData',
      ),
    },
  ],
};
