import { append, set } from '../engine/mutate.ts';
import { checkEach, type Finding, type Rule } from '../engine/rule.ts';
import { show } from '../engine/values.ts';
import { nodesIn } from '../engine/walk.ts';

/** What ties a template to one account, Region or partition. */
const LITERALS = [
  { pattern: /(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])/, expected: '${AWS::AccountId} for an account id' },
  { pattern: /\barn:aws[\w-]*:/, expected: 'arn:${AWS::Partition}: for the beginning of an ARN' },
  {
    pattern:
      /\b(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-[a-z]{2,4})?-(?:north|south|east|west|central)(?:east|west)?-\d\b/,
    expected: '${AWS::Region} for a Region',
  },
  { pattern: /\bamazonaws\.com\.cn\b/, expected: '${AWS::URLSuffix} for the domain of AWS' },
];

// Text for people, and values that differ by Region on purpose, may name one.
const EXEMPT = new Set(['Description', 'AlarmDescription', 'Mappings', 'Metadata']);

export const stackPortable: Rule = {
  id: 'STACK-9',
  title: 'No account, Region or partition is written down',
  why: 'With an account or Region in it the same template cannot be tried in one place and deployed in another; with arn:aws: it fails in China and GovCloud, or grants nothing there.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html',
    controls: ['cfn-lint I3042', 'Well-Architected OPS05-BP04'],
  },
  check: ({ template }) =>
    checkEach(nodesIn(template), ({ path, value }): Finding[] => {
      if (typeof value !== 'string' || path.some((key) => EXEMPT.has(String(key)))) return [];
      return LITERALS.filter(({ pattern }) => pattern.test(value)).map(({ expected }) => ({
        path,
        expected,
        received: show(value),
      }));
    }),
  mutants: [
    {
      title: 'one ARN begins with the partition of most Regions',
      kind: 'single',
      mutate: set('DeadLetterQueue.Properties.RedriveAllowPolicy.sourceQueueArns.0', {
        'Fn::Sub': 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-image-queue',
      }),
    },
    {
      title: 'one condition names an account',
      kind: 'boundary',
      mutate: append(
        'ImageQueuePolicy.Properties.PolicyDocument.Statement.0.Condition.StringEquals.aws:SourceAccount',
        '111122223333',
      ),
    },
    {
      title: 'one service is that of a Region',
      kind: 'single',
      mutate: set('S3Endpoint.Properties.ServiceName', 'com.amazonaws.eu-central-1.s3'),
    },
    {
      title: 'a Region hides in the branch of a function',
      kind: 'hidden',
      mutate: set('ImageFunction.Properties.Code.S3Bucket.Fn::If.2', {
        'Fn::Sub': 'artifacts-${AWS::AccountId}-us-east-1',
      }),
    },
    {
      title: 'an account is the default of a parameter',
      kind: 'related',
      mutate: set('Parameters.ArtifactBucket.Default', 'artifacts-111122223333'),
    },
  ],
};
