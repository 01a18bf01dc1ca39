import type { Template, TemplateParameter } from '../../src/aws/cloudformation/template.ts';
import { all, set } from '../engine/mutate.ts';
import { type Finding, notApplicable, type Rule } from '../engine/rule.ts';
import { isTrue, show } from '../engine/values.ts';
import { referencesIn } from '../facts/references.ts';

// `DatabasePassword`, `ApiToken`; not `ArtifactKey`, and not `SecretArn`, which only says where the secret is.
const SECRET = /(?:password|passphrase|secret|token|credentials?|(?:api|access|private|secret)_?key)s?(?:value)?$/i;

const isSecret = (name: string, { Type, NoEcho }: TemplateParameter): boolean =>
  isTrue(NoEcho) || (SECRET.test(name) && (Type === 'String' || Type === 'CommaDelimitedList'));

/** Sections that show a parameter to all that may describe the stack. */
function leaks({ Resources, Outputs = {}, Metadata }: Template, secrets: readonly string[]): Finding[] {
  const shown = [
    ...referencesIn(Outputs, ['Outputs']),
    ...referencesIn(Metadata, ['Metadata']),
    ...Object.entries(Resources).flatMap(([id, resource]) =>
      referencesIn(resource.Metadata, ['Resources', id, 'Metadata']),
    ),
  ];
  return shown
    .filter(({ name }) => secrets.includes(name))
    .map(({ path, name }) => ({ path, expected: 'nothing that is secret where it is shown', received: name }));
}

export const stackSecrets: Rule = {
  id: 'STACK-11',
  title: 'A secret parameter is not shown, has no default, and appears in no output or metadata',
  why: 'Whoever may look at the stack, or at this repository, would read it.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds',
    controls: ['cfn-lint W2509', 'cfn-lint W2010', 'KICS 9ecb6b21', 'Well-Architected SEC02-BP03'],
  },
  check({ template }) {
    const secrets = Object.entries(template.Parameters ?? {}).filter(([name, parameter]) => isSecret(name, parameter));
    if (secrets.length === 0) return notApplicable;
    return [
      ...secrets.flatMap(([name, { NoEcho, Default }]): Finding[] => {
        const path = ['Parameters', name];
        return [
          ...(isTrue(NoEcho) ? [] : [{ path, expected: 'NoEcho true', received: show(NoEcho) }]),
          ...(Default === undefined || Default === ''
            ? []
            : [{ path, expected: 'no Default', received: 'one that is written down' }]),
        ];
      }),
      ...leaks(
        template,
        secrets.map(([name]) => name),
      ),
    ];
  },
  mutants: [
    {
      title: 'a password is shown',
      kind: 'absent',
      mutate: set('Parameters.ArchivePassword', { Type: 'String', Description: 'x' }),
    },
    {
      title: 'a secret has a default',
      kind: 'boundary',
      mutate: set('Parameters.ArchivePassword', { Type: 'String', NoEcho: true, Default: 'letmein' }),
    },
    {
      title: 'what is not shown appears in an output',
      kind: 'related',
      mutate(template) {
        set('Parameters.Code', { Type: 'String', NoEcho: true })(template);
        Object.assign(template.Outputs ?? {}, { Code: { Value: { 'Fn::Sub': 'code ${Code}' } } });
      },
    },
    {
      title: 'what is not shown hides in the metadata of a resource',
      kind: 'hidden',
      mutate: all(
        set('Parameters.Code', { Type: 'String', NoEcho: true }),
        set('ImageFunction.Metadata', { Code: { 'Fn::If': ['ReservesConcurrency', '', { Ref: 'Code' }] } }),
      ),
    },
  ],
};
