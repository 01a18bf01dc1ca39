import type { TemplateResource } from '../../src/aws/cloudformation/template.ts';
import { remove, set } from '../engine/mutate.ts';
import { checkEach, type Finding, type Rule } from '../engine/rule.ts';
import { show } from '../engine/values.ts';
import { isForeignType, resourceType } from '../facts/resource-types.ts';
import { specificationFindings } from '../facts/specification.ts';

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
const ENTRIES = [
  'Type',
  'Properties',
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'UpdatePolicy',
  'UpdateReplacePolicy',
];
const POLICIES = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Delete', 'Retain', 'Snapshot'],
} as const;

function attributeFindings(resource: TemplateResource): Finding[] {
  const unknown = Object.keys(resource)
    .filter((entry) => !ENTRIES.includes(entry))
    .map((entry) => ({ path: [entry], expected: `one of ${ENTRIES.join(', ')}`, received: entry }));
  const wrong = (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
    .filter((name) => typeof resource[name] === 'string' && !POLICIES[name].some((value) => value === resource[name]))
    .map((name) => ({
      path: [name],
      expected: `one of ${POLICIES[name].join(', ')}`,
      received: show(resource[name]),
    }));
  return [...unknown, ...wrong];
}

export const stackSpecification: Rule = {
  id: 'STACK-2',
  title: 'Every resource is of a type and has properties that the specification of CloudFormation knows',
  why: 'A property that is misspelt or no longer exists fails the deployment, or is dropped, and with it what it was meant to protect.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html',
    controls: ['cfn-lint E3001', 'cfn-lint E3002', 'cfn-lint E3003', 'cfn-lint E3012', 'cfn-lint E3030'],
  },
  check: ({ template }) =>
    checkEach(
      Object.entries(template.Resources).filter(([logicalId]) => !logicalId.startsWith('Fn::')),
      ([logicalId, resource]) => {
        const at = (path: Finding['path'], finding: Finding): Finding => ({
          ...finding,
          path: ['Resources', logicalId, ...path, ...finding.path],
        });
        const own = attributeFindings(resource).map((finding) => at([], finding));
        if (isForeignType(resource.Type)) return own;
        if (!resourceType(resource.Type))
          return [...own, at([], { path: ['Type'], expected: 'a resource type of AWS', received: resource.Type })];
        return [...own, ...specificationFindings(resource).map((finding) => at(['Properties'], finding))];
      },
    ),
  mutants: [
    {
      title: 'one property is misspelt',
      kind: 'single',
      mutate: set('ImageQueue.Properties.VisiblityTimeout', 300),
    },
    {
      title: 'one property that is required is missing',
      kind: 'absent',
      mutate: remove('ImageFunction.Properties.Role'),
    },
    {
      title: 'one misspelt property hides in the branch of a function',
      kind: 'hidden',
      mutate: set('UploadBucket.Properties.VersioningConfiguration', {
        'Fn::If': ['HasUploadBucketName', { State: 'Enabled' }, { Status: 'Enabled' }],
      }),
    },
    {
      title: 'one value is none of the permitted ones',
      kind: 'boundary',
      mutate: set('UploadBucket.Properties.VersioningConfiguration.Status', 'On'),
    },
    {
      title: 'one number is a word',
      kind: 'boundary',
      mutate: set('DeadLetterQueue.Properties.ReceiveMessageWaitTimeSeconds', 'twenty'),
    },
    { title: 'one type does not exist', kind: 'related', mutate: set('ImageQueue.Type', 'AWS::SQS::Queues') },
    {
      title: 'one deletion policy does not exist',
      kind: 'boundary',
      mutate: set('ImageQueue.DeletionPolicy', 'Keep'),
    },
    {
      title: 'one entry of a resource is misspelt',
      kind: 'single',
      mutate: set('ImageQueue.DependOn', 'ImageFunction'),
    },
  ],
};
