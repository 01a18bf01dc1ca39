import type { BootstrapNames } from './bootstrap-parameters.ts';
import { policyDocument, type Resource, type Statement, sub } from './cloudformation.ts';

const HOST = 'token.actions.githubusercontent.com';

/** Where GitHub's tokens come from. */
export const gitHubProvider = () =>
  ({
    GitHubProvider: {
      Why: "Lets AWS check the tokens of GitHub's workflows, so that no key of AWS is kept on GitHub. It needs no thumbprint: AWS trusts the authority of GitHub's certificate. An account has one.",
      Type: 'AWS::IAM::OIDCProvider',
      Condition: 'CreatesGitHubProvider',
      Properties: { Url: `https://${HOST}`, ClientIdList: ['sts.amazonaws.com'] },
    },
  }) satisfies Partial<Record<BootstrapNames['resource'], Resource<BootstrapNames>>>;

/**
 * Trust in workflows of the repository under one context: `pull_request`, `ref:refs/heads/main` or `environment:NAME`.
 * Repositories made since 15 July 2026 say the numbers of owner and repository in the subject, older ones do not:
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export const trustInGitHub = (context: string) =>
  policyDocument({
    Sid: 'AllowGitHub',
    Effect: 'Allow',
    Principal: { Federated: sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/${HOST}`) },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${HOST}:aud`]: 'sts.amazonaws.com',
        [`${HOST}:sub`]: [
          sub(`repo:\${GitHubOwner}/\${GitHubRepository}:${context}`),
          sub(`repo:\${GitHubOwner}@\${GitHubOwnerId}/\${GitHubRepository}@\${GitHubRepositoryId}:${context}`),
        ],
      },
    },
  } satisfies Statement);
