import type { Template } from '../../src/aws/cloudformation/template.ts';
import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { remove, set } from '../engine/mutate.ts';
import { type Finding, notApplicable, type Rule, type RuleContext } from '../engine/rule.ts';
import { listOf, mapOf } from '../engine/values.ts';
import { type BootstrapPart, bootstrapOf } from '../facts/bootstrap.ts';
import { conditionValues, type Statement, statementsOf } from '../facts/statements.ts';

const FILE = 'bootstrap.yaml';
const HOST = 'token.actions.githubusercontent.com';

/** On whose behalf each role acts, by the end of GitHub's subject. An environment has no branch in its subject. */
const subjects = (environment: string): Partial<Record<BootstrapPart, Wanted>> => ({
  reviewRole: { subject: 'pull_request' },
  publishRole: { subject: 'ref:refs/heads/main' },
  driftRole: { subject: 'ref:refs/heads/main' },
  deployRole: { subject: `environment:${environment}`, ref: 'refs/heads/main' },
});

type Wanted = { subject: string; ref?: string };

/** What a token has to say, by claim. https://docs.github.com/en/actions/reference/security/oidc */
function claims({ resolved: { parameters }, settings: { pseudo } }: RuleContext, { subject, ref }: Wanted) {
  const [owner, ownerId, repository, repositoryId, form] = [
    'Owner',
    'OwnerId',
    'Repository',
    'RepositoryId',
    'Subject',
  ].map((name) => parameters[`GitHub${name}`]);
  const names = form === 'names';
  return {
    aud: `sts.${pseudo.URLSuffix}`,
    sub: names
      ? `repo:${owner}/${repository}:${subject}`
      : `repo:${owner}@${ownerId}/${repository}@${repositoryId}:${subject}`,
    repository_id: String(repositoryId),
    ...(ref && { ref }),
  };
}

function inClaims(context: RuleContext, statement: Statement, wanted: Wanted): Finding[] {
  return Object.entries(claims(context, wanted)).flatMap(([claim, value]) => {
    const received = conditionValues(statement, ['StringEquals'], `${HOST}:${claim}`) ?? [];
    if (received.join() === value) return [];
    const path = [...statement.path, 'Condition', 'StringEquals', `${HOST}:${claim}`];
    return [findingAt(context, statement.owner, path, `${value} alone`, received.join(' and ') || 'nothing')];
  });
}

const ofProvider = (context: RuleContext): Finding[] =>
  ofType(context, 'AWS::IAM::OIDCProvider').flatMap((provider) => [
    ...(valueAt(provider, ['Url']) === `https://${HOST}`
      ? []
      : [findingAt(context, provider, ['Url'], `https://${HOST}`)]),
    ...(listOf(valueAt(provider, ['ClientIdList'])).join() === `sts.${context.settings.pseudo.URLSuffix}`
      ? []
      : [findingAt(context, provider, ['ClientIdList'], `sts.${context.settings.pseudo.URLSuffix} alone`)]),
  ]);

/** Gives a claim of a role another value, or removes it. Its name has dots, which a path cannot have. */
const changeClaim =
  (role: string, claim: string, value?: unknown) =>
  (template: Template): void => {
    const { Condition } = mapOf(
      listOf(mapOf(mapOf(template.Resources[role]?.Properties)['AssumeRolePolicyDocument'])['Statement'])[0],
    );
    const equals = mapOf(mapOf(Condition)['StringEquals']);
    if (!(`${HOST}:${claim}` in equals)) throw new Error(`Expected ${role} to compare ${claim} but it does not`);
    if (value === undefined) delete equals[`${HOST}:${claim}`];
    else equals[`${HOST}:${claim}`] = value;
  };

export const iamBootstrapTrust: Rule = {
  id: 'IAM-17',
  title:
    'Each role for GitHub is trusted to its own part of this repository, by one form of its subject and by its number',
  why: "With another subject a pull request could get the role of the environment's approval. A subject without numbers, accepted beside the one with them, would give the role to a later owner of the same name. Without the branch any branch that may use the environment could deploy.",
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
    controls: ['Well-Architected SEC02-BP02', 'Well-Architected SEC03-BP02'],
  },
  check(context) {
    const bootstrap = bootstrapOf(context);
    if (!bootstrap) return notApplicable;
    const wanted = Object.entries(subjects(String(context.resolved.parameters['EnvironmentName'])));
    return [
      ...statementsOf(context, 'trust').flatMap((statement) => {
        const [, subject] = wanted.find(([part]) => bootstrap[part as BootstrapPart] === statement.owner) ?? [];
        return subject === undefined ? [] : inClaims(context, statement, subject);
      }),
      ...ofProvider(context),
    ];
  },
  mutants: [
    {
      title: 'a role accepts the form without numbers too',
      kind: 'boundary',
      file: FILE,
      mutate: changeClaim('PublishRole', 'sub', [
        'repo:octo-org@1/images@2:ref:refs/heads/main',
        'repo:octo-org/images:ref:refs/heads/main',
      ]),
    },
    {
      title: 'a repository that takes over the name is trusted',
      kind: 'absent',
      file: FILE,
      mutate: changeClaim('PublishRole', 'repository_id'),
    },
    {
      title: 'every branch that may use the environment deploys',
      kind: 'absent',
      file: FILE,
      mutate: changeClaim('DeployRole', 'ref'),
    },
    {
      title: 'the provider is for nobody',
      kind: 'absent',
      file: FILE,
      mutate: remove('GitHubProvider.Properties.ClientIdList'),
    },
    {
      title: 'the provider is another',
      kind: 'boundary',
      file: FILE,
      mutate: set('GitHubProvider.Properties.Url', 'https://gitlab.com'),
    },
  ],
};
