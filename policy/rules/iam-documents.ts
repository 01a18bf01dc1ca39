import { findingAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { listOf, mapOf } from '../engine/values.ts';
import { documentsOf, type PolicyKind } from '../facts/statements.ts';

/** What a statement must have in each kind of policy, besides Effect. */
const ELEMENTS: Record<PolicyKind, readonly string[]> = {
  identity: ['Action', 'Resource'],
  resource: ['Action', 'Resource', 'Principal'],
  trust: ['Action', 'Principal'],
  endpoint: ['Action', 'Resource', 'Principal'],
};
const VERSION = '2012-10-17';
const DOCUMENT = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument';

export const iamDocuments: Rule = {
  id: 'IAM-1',
  title: 'Every policy document can be read, is complete, and is of the current version',
  why: 'Under the old version variables such as ${aws:PrincipalArn} are taken literally; a document that nobody can read before the deployment can say anything.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
    controls: ['cfn-lint W2511', 'Well-Architected SEC03-BP02'],
  },
  check: (context) =>
    checkEach(documentsOf(context), ({ owner, kind, path, document }) => {
      const isReadable = Object.keys(document).length > 0;
      if (!isReadable) return [findingAt(context, owner, path, 'a policy document that can be known')];
      const statements = listOf(document['Statement']);
      return [
        ...(document['Version'] === VERSION
          ? []
          : [findingAt(context, owner, [...path, 'Version'], `Version ${VERSION}`, document['Version'])]),
        ...(statements.length > 0 ? [] : [findingAt(context, owner, [...path, 'Statement'], 'at least one statement')]),
        ...statements.flatMap((statement, index) => {
          const entry = mapOf(statement);
          const at = [...path, 'Statement', index];
          const missing = ELEMENTS[kind].filter(
            (name) => entry[name] === undefined && entry[`Not${name}`] === undefined,
          );
          return [
            ...(entry['Effect'] === 'Allow' || entry['Effect'] === 'Deny'
              ? []
              : [findingAt(context, owner, [...at, 'Effect'], 'Allow or Deny', entry['Effect'])]),
            ...missing.map((name) => findingAt(context, owner, at, `a statement with ${name}`, 'none')),
          ];
        }),
      ];
    }),
  mutants: [
    {
      title: 'a statement for nobody',
      kind: 'absent',
      mutate: remove('S3Endpoint.Properties.PolicyDocument.Statement.0.Principal'),
    },
    { title: 'a statement on nothing', kind: 'absent', mutate: remove(`${DOCUMENT}.Statement.1.Resource`) },
    { title: 'no version', kind: 'absent', mutate: remove(`${DOCUMENT}.Version`) },
    {
      title: 'the old version',
      kind: 'boundary',
      mutate: set('UploadBucketPolicy.Properties.PolicyDocument.Version', '2008-10-17'),
    },
    {
      title: 'a document that cannot be known',
      kind: 'hidden',
      mutate: hide('ImageFunctionRole.Properties.AssumeRolePolicyDocument'),
    },
    { title: 'no statement', kind: 'single', mutate: set(`${DOCUMENT}.Statement`, []) },
    { title: 'an effect that cannot be known', kind: 'hidden', mutate: hide(`${DOCUMENT}.Statement.0.Effect`) },
  ],
};
