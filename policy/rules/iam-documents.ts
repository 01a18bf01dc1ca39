import { findingAt } from '../deployed.ts';
import { hide, remove, set } from '../mutate.ts';
import type { Rule } from '../rule.ts';
import { documentsOf } from '../statements.ts';
import { listOf, mapOf } from '../values.ts';

const VERSION = '2012-10-17';
const DOCUMENT = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument';

/** Roles have no inline policies by default; every other type here is made for its document. */
export const iamDocuments: Rule = {
  id: 'IAM-1',
  title: 'Every policy document can be read and is of the current version',
  why: 'Under the old version variables such as ${aws:PrincipalArn} are taken literally; a document that nobody can read before the deployment can say anything.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
    controls: ['cfn-lint W2511', 'Well-Architected SEC03-BP02'],
  },
  check: (judged) =>
    documentsOf(judged).flatMap(({ owner, path, document }) => {
      const isReadable = Object.keys(document).length > 0;
      if (!isReadable) return [findingAt(judged, owner, path, 'a policy document that can be known')];
      const statements = listOf(document['Statement']);
      return [
        ...(document['Version'] === VERSION
          ? []
          : [findingAt(judged, owner, [...path, 'Version'], `Version ${VERSION}`, document['Version'])]),
        ...(statements.length > 0 ? [] : [findingAt(judged, owner, [...path, 'Statement'], 'at least one statement')]),
        ...statements.flatMap((statement, index) => {
          const effect = mapOf(statement)['Effect'];
          if (effect === 'Allow' || effect === 'Deny') return [];
          return [findingAt(judged, owner, [...path, 'Statement', index, 'Effect'], 'Allow or Deny', effect)];
        }),
      ];
    }),
  mutants: [
    { title: 'no version', kind: 'absent', mutate: remove(`${DOCUMENT}.Version`) },
    {
      title: 'the old version',
      kind: 'over the line',
      mutate: set('UploadBucketPolicy.Properties.PolicyDocument.Version', '2008-10-17'),
    },
    {
      title: 'a document that cannot be known',
      kind: 'hidden',
      mutate: hide('ImageFunctionRole.Properties.AssumeRolePolicyDocument'),
    },
    { title: 'no statement', kind: 'some', mutate: set(`${DOCUMENT}.Statement`, []) },
    { title: 'an effect that cannot be known', kind: 'hidden', mutate: hide(`${DOCUMENT}.Statement.0.Effect`) },
  ],
};
