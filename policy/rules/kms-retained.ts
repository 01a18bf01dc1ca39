import { ofType } from '../deployed.ts';
import { set } from '../mutate.ts';
import type { Rule } from '../rule.ts';
import { show } from '../values.ts';

const key = (attributes: object) =>
  set('ImageKey', { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true }, ...attributes });
const KEPT = { DeletionPolicy: ['Retain', 'RetainExceptOnCreate'], UpdateReplacePolicy: ['Retain'] };

export const kmsRetained: Rule = {
  id: 'KMS-3',
  title: 'Every key outlives its stack and its replacement',
  why: 'With the key all that it has encrypted is gone: retained buckets full of images that nobody can read.',
  reference: {
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
    controls: ['Security Hub KMS.3', 'Control Tower CT.KMS.PR.3', 'cfn-lint I3011', 'Well-Architected REL09-BP01'],
  },
  check: (judged) =>
    ofType(judged, 'AWS::KMS::Key').flatMap((resource) =>
      (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
        .filter((name) => !KEPT[name].includes(resource[name] ?? ''))
        .map((name) => ({
          path: ['Resources', resource.LogicalId, name],
          expected: `${name} ${KEPT[name].join(' or ')}`,
          received: show(resource[name]),
        })),
    ),
  mutants: [
    { title: 'neither policy', kind: 'absent', mutate: key({}) },
    { title: 'one of them', kind: 'some', mutate: key({ DeletionPolicy: 'Retain' }) },
    {
      title: 'deleted when replaced',
      kind: 'over the line',
      mutate: key({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Delete' }),
    },
    {
      title: 'it cannot be known',
      kind: 'hidden',
      mutate: key({ DeletionPolicy: { 'Fn::ImportValue': 'policy' }, UpdateReplacePolicy: 'Retain' }),
    },
  ],
};
