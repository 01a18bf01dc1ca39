import { basename } from 'node:path';
import { findingAt, ofType, valueAt } from '../deployed.ts';
import { remove, set } from '../mutate.ts';
import type { Finding, Judged, Rule } from '../rule.ts';
import { conditionValues, type Statement, statementsOf } from '../statements.ts';
import { listOf } from '../values.ts';

const FILE = 'bootstrap.yaml';
const HOST = 'token.actions.githubusercontent.com';

/** On whose behalf each role acts, by the end of GitHub's subject. */
const contexts = (environment: string): Readonly<Record<string, string>> => ({
  ReviewRole: 'pull_request',
  PublishRole: 'ref:refs/heads/main',
  DriftRole: 'ref:refs/heads/main',
  DeployRole: `environment:${environment}`,
});

/** Both forms: https://docs.github.com/en/actions/reference/security/oidc */
function subjects({ resolved: { parameters } }: Judged, context: string): string[] {
  const [owner, ownerId, repository, repositoryId] = ['Owner', 'OwnerId', 'Repository', 'RepositoryId'].map(
    (name) => parameters[`GitHub${name}`],
  );
  return [
    `repo:${owner}/${repository}:${context}`,
    `repo:${owner}@${ownerId}/${repository}@${repositoryId}:${context}`,
  ];
}

function inSubjects(judged: Judged, statement: Statement, context: string): Finding[] {
  const received = conditionValues(statement, ['StringEquals'], `${HOST}:sub`) ?? [];
  const wanted = subjects(judged, context);
  if (received.toSorted().join() === wanted.toSorted().join()) return [];
  const path = [...statement.path, 'Condition', 'StringEquals', `${HOST}:sub`];
  return [
    findingAt(judged, statement.owner, path, `${wanted.join(' and ')} alone`, received.join(' and ') || 'nothing'),
  ];
}

const ofProvider = (judged: Judged): Finding[] =>
  ofType(judged, 'AWS::IAM::OIDCProvider').flatMap((provider) => [
    ...(valueAt(provider, ['Url']) === `https://${HOST}`
      ? []
      : [findingAt(judged, provider, ['Url'], `https://${HOST}`)]),
    ...(listOf(valueAt(provider, ['ClientIdList'])).join() === 'sts.amazonaws.com'
      ? []
      : [findingAt(judged, provider, ['ClientIdList'], 'sts.amazonaws.com alone')]),
  ]);

const SUBJECTS = 'PublishRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition.StringEquals';

export const iamBootstrapTrust: Rule = {
  id: 'IAM-17',
  title: 'Each role for GitHub is trusted to its own part of this repository, by both forms of its subject',
  why: "GitHub has given new repositories another form of subject since July 2026: with one form missing no workflow gets the role. With another subject a pull request could get that of the environment's approval.",
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
    controls: ['Well-Architected SEC02-BP02', 'Well-Architected SEC03-BP02'],
  },
  check(judged) {
    if (basename(judged.file) !== FILE) return [];
    const wanted = contexts(String(judged.resolved.parameters['EnvironmentName']));
    return [
      ...statementsOf(judged, 'trust').flatMap((statement) => {
        const context = wanted[statement.owner.LogicalId];
        return context === undefined ? [] : inSubjects(judged, statement, context);
      }),
      ...ofProvider(judged),
    ];
  },
  mutants: [
    {
      title: 'a role does not know the new form',
      kind: 'some',
      file: FILE,
      mutate: set(SUBJECTS, {
        [`${HOST}:aud`]: 'sts.amazonaws.com',
        [`${HOST}:sub`]: ['repo:octo-org/images:pull_request'],
      }),
    },
    {
      title: 'the provider is for nobody',
      kind: 'absent',
      file: FILE,
      mutate: remove('GitHubProvider.Properties.ClientIdList'),
    },
    {
      title: 'the provider is another',
      kind: 'over the line',
      file: FILE,
      mutate: set('GitHubProvider.Properties.Url', 'https://gitlab.com'),
    },
  ],
};
