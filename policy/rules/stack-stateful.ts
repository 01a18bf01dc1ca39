import { addResource, remove } from '../engine/mutate.ts';
import { checkEach, type Finding, type Rule } from '../engine/rule.ts';
import { isHidden, show } from '../engine/values.ts';
import { resourceType } from '../facts/resource-types.ts';

/** Stateful, but made to be gone with the stack: messages are copies of what is in a bucket, logs have a retention. */
const MAY_GO = ['AWS::SQS::Queue', 'AWS::Logs::LogGroup', 'AWS::CloudFormation::Stack'];

/** S3-11 and KMS-3 judge these, and more strictly. */
const ELSEWHERE = ['AWS::S3::Bucket', 'AWS::KMS::Key'];

const KEEPS = {
  DeletionPolicy: ['Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Retain', 'Snapshot'],
};

export const stackStateful: Rule = {
  id: 'STACK-14',
  title: 'Every resource that holds data says what becomes of it, and databases and files stay',
  why: 'Without a word about it, what a resource holds is deleted with the stack, and when a change replaces the resource.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html',
    controls: ['cfn-lint I3011', 'cfn-lint W3011', 'Well-Architected REL09-BP01'],
  },
  check: ({ resolved }) =>
    checkEach(
      Object.values(resolved.resources).filter(
        ({ Type }) => !ELSEWHERE.includes(Type) && resourceType(Type)?.isStateful === true,
      ),
      (resource) =>
        (['DeletionPolicy', 'UpdateReplacePolicy'] as const).flatMap((name): Finding[] => {
          const policy = resource[name];
          const wanted = MAY_GO.includes(resource.Type) ? [...KEEPS[name], 'Delete'] : KEEPS[name];
          if (policy !== undefined && !isHidden(policy) && wanted.includes(policy)) return [];
          const expected = `${name} ${wanted.join(' or ')}`;
          return [{ path: ['Resources', resource.LogicalId, name], expected, received: show(policy) }];
        }),
    ),
  mutants: [
    { title: 'one queue says nothing', kind: 'absent', mutate: remove('DeadLetterQueue.DeletionPolicy') },
    {
      title: 'one queue says nothing of its replacement',
      kind: 'related',
      mutate: remove('ImageQueue.UpdateReplacePolicy'),
    },
    { title: 'the log group says nothing', kind: 'single', mutate: remove('ImageFunctionLogGroup.DeletionPolicy') },
    { title: 'a table says nothing', kind: 'absent', mutate: addResource('Table', 'AWS::DynamoDB::Table') },
    {
      title: 'a table goes with the stack',
      kind: 'boundary',
      mutate(template) {
        template.Resources['Table'] = {
          Type: 'AWS::DynamoDB::Table',
          DeletionPolicy: 'Delete',
          UpdateReplacePolicy: 'Retain',
        };
      },
    },
    {
      title: 'a policy cannot be known',
      kind: 'hidden',
      mutate(template) {
        const policy = { DeletionPolicy: { 'Fn::ImportValue': 'policy' } };
        template.Resources['DeadLetterQueue'] = { Type: 'AWS::SQS::Queue', UpdateReplacePolicy: 'Delete', ...policy };
      },
    },
  ],
};
