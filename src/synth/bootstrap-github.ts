import type { BootstrapNames } from './bootstrap-parameters.ts';
import { parameter, when } from './bootstrap-words.ts';
import { policyDocument, type Resource, type Statement, sub } from './cloudformation.ts';

const HOST = 'token.actions.githubusercontent.com';

/**
 * The audience of the tokens. China has another than all other partitions:
 * https://github.com/aws-actions/configure-aws-credentials#oidc
 */
const audience = () => sub('sts.${AWS::URLSuffix}');

/** Where GitHub's tokens come from. */
export const gitHubProvider = () =>
  ({
    GitHubProvider: {
      Why: "Lets AWS check the tokens of GitHub's workflows, so that no key of AWS is kept on GitHub. It needs no thumbprint: AWS trusts the authority of GitHub's certificate. An account has one.",
      Type: 'AWS::IAM::OIDCProvider',
      Condition: 'CreatesGitHubProvider',
      Properties: { Url: `https://${HOST}`, ClientIdList: [audience()] },
    },
  }) satisfies Partial<Record<BootstrapNames['resource'], Resource<BootstrapNames>>>;

/**
 * Trust in workflows of the repository under one context: `pull_request`, `ref:refs/heads/main` or `environment:NAME`.
 * One form of the subject is accepted, https://docs.github.com/en/actions/reference/security/oidc. The repository's
 * number is compared beside it: a name without numbers could later belong to another owner. `branch` is required where
 * the subject has none. Keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export const trustInGitHub = (context: string, branch?: string) =>
  policyDocument({
    Sid: 'AllowGitHub',
    Effect: 'Allow',
    Principal: { Federated: sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/${HOST}`) },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${HOST}:aud`]: audience(),
        [`${HOST}:sub`]: when(
          'UsesImmutableSubject',
          sub(`repo:\${GitHubOwner}@\${GitHubOwnerId}/\${GitHubRepository}@\${GitHubRepositoryId}:${context}`),
          sub(`repo:\${GitHubOwner}/\${GitHubRepository}:${context}`),
        ),
        [`${HOST}:repository_id`]: parameter('GitHubRepositoryId'),
        ...(branch && { [`${HOST}:ref`]: `refs/heads/${branch}` }),
      },
    },
  } satisfies Statement);
