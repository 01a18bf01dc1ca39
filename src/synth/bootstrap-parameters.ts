import { type Condition, Fn } from 'cloudform';

const text = (Description: string, AllowedPattern: string, ConstraintDescription: string) => ({
  Type: 'String' as const,
  Description,
  AllowedPattern,
  ConstraintDescription,
});

const shared = (what: string) => ({
  Type: 'String' as const,
  Description: `${what} create: this stack makes it. existing: the stack of another environment of this account has made it.`,
  Default: 'create',
  AllowedValues: ['create', 'existing'],
});

const id = (what: string) =>
  text(
    `Number of the GitHub ${what}, as \`gh api\` shows it: names can change hands.`,
    '^[1-9][0-9]{0,14}$',
    'a number',
  );

/** One stack for each environment. */
export const parameters = {
  EnvironmentName: text(
    'GitHub environment whose approval a deployment needs, such as production.',
    '^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$',
    'letters, digits, - and _',
  ),
  PipelineStackName: text(
    'Stack of the image pipeline that the roles may touch, and no other.',
    '^[a-z][a-z0-9-]{0,20}$',
    'at most 21 lower-case letters, digits and hyphens',
  ),
  GitHubOwner: text('User or organisation on GitHub.', '^[A-Za-z0-9][A-Za-z0-9-]{0,38}$', 'a name on GitHub'),
  GitHubOwnerId: id('user or organisation'),
  GitHubRepository: text('Repository, without its owner.', '^[A-Za-z0-9_.-]{1,100}$', 'the name of a repository'),
  GitHubRepositoryId: id('repository'),
  ProviderOfGitHub: shared("GitHub's identity provider, of which an account has one."),
  BucketForArtifacts: shared('Bucket for the zips of the handler, of which an account has one a Region.'),
};

export const conditions = {
  CreatesGitHubProvider: Fn.Equals(Fn.Ref('ProviderOfGitHub'), 'create'),
  CreatesArtifactBucket: Fn.Equals(Fn.Ref('BucketForArtifacts'), 'create'),
} satisfies Record<string, Condition>;

export type BootstrapNames = {
  resource:
    | 'GitHubProvider'
    | 'ArtifactBucket'
    | 'ArtifactBucketPolicy'
    | 'PermissionsBoundary'
    | 'ReadStackPolicy'
    | 'ChangePipelinePolicy'
    | 'ChangeSurroundingsPolicy'
    | 'ServiceRole'
    | 'ReviewRole'
    | 'PublishRole'
    | 'DeployRole'
    | 'DriftRole';
  parameter: keyof typeof parameters;
  condition: keyof typeof conditions;
};
