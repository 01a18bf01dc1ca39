import type { Template } from '../../src/aws/cloudformation/template.ts';
import { append, set } from '../engine/mutate.ts';
import { checkEach, type Finding, notApplicable, type Rule } from '../engine/rule.ts';
import { missingTarget, type Reference, referencesIn } from '../facts/references.ts';

/** DependsOn and Condition of each resource, and Condition of each output, which name things without a function. */
const namedIn = ({ Resources, Outputs = {} }: Template): Reference[] => [
  ...Object.entries({ Resources, Outputs }).flatMap(([section, entries]) =>
    Object.entries(entries).flatMap(([id, { Condition }]) =>
      typeof Condition === 'string'
        ? [{ path: [section, id, 'Condition'], kind: 'condition' as const, name: Condition }]
        : [],
    ),
  ),
];

export const stackReferences: Rule = {
  id: 'STACK-3',
  title: 'Every Ref, Fn::GetAtt, Fn::Sub and condition names something that exists, in every branch',
  why: 'A branch that no deployment takes today fails the deployment that takes it.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html',
    controls: ['cfn-lint E1010', 'cfn-lint E1012', 'cfn-lint E1019', 'cfn-lint E1028'],
  },
  check({ template }) {
    // Functions of a transform rename things; what they make is not in the template.
    const { Resources, Outputs = {}, Transform } = template;
    if (Transform !== undefined) return notApplicable;
    const references = [
      ...referencesIn(Resources, ['Resources']),
      ...referencesIn(Outputs, ['Outputs']),
      ...namedIn(template),
    ];
    return checkEach(references, (reference): Finding[] => {
      const expected = missingTarget(template, reference);
      const received = [reference.name, reference.attribute].filter((part) => part !== undefined).join('.');
      return expected === undefined ? [] : [{ path: reference.path, expected, received }];
    });
  },
  mutants: [
    {
      title: 'one Ref names nothing',
      kind: 'single',
      mutate: set('ImageFunction.Properties.MemorySize', { Ref: 'Memory' }),
    },
    {
      title: 'one attribute is misspelt',
      kind: 'boundary',
      mutate: set('ImageQueueMapping.Properties.EventSourceArn', { 'Fn::GetAtt': ['ImageQueue', 'ARN'] }),
    },
    {
      title: 'one branch that is not taken refers to nothing',
      kind: 'hidden',
      mutate: set('ImageFunction.Properties.Code.S3Bucket.Fn::If.1', { Ref: 'LogBucket' }),
    },
    {
      title: 'one attribute in a branch that is not taken does not exist',
      kind: 'hidden',
      mutate: set('ImageFunction.Properties.Code.S3Bucket.Fn::If.1', {
        'Fn::GetAtt': ['ProcessedBucket', 'Name'],
      }),
    },
    {
      title: 'one text refers to a resource that is gone',
      kind: 'single',
      mutate: append('S3Endpoint.Properties.PolicyDocument.Statement.0.Resource', { 'Fn::Sub': '${Uploads.Arn}/*' }),
    },
    {
      title: 'one condition does not exist',
      kind: 'related',
      mutate: set('AlarmEmailSubscription.Condition', 'HasEmail'),
    },
    {
      title: 'one function asks for a condition that does not exist',
      kind: 'related',
      mutate: set('ImageFunction.Properties.Code.S3Bucket.Fn::If.0', 'HasBucket'),
    },
  ],
};
