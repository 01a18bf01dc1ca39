import type { Condition } from 'cloudform';
import { Fn } from './functions.ts';
import { BUCKET_NAME_CONSTRAINT, BUCKET_NAME_PATTERN } from './names.ts';

const text = (Description: string, AllowedPattern: string, ConstraintDescription: string) => ({
  Type: 'String' as const,
  Description,
  AllowedPattern,
  ConstraintDescription,
});

const creates = (what: string) => ({
  Type: 'String' as const,
  Description: `${what} false: the stack of another environment of this account has made it.`,
  Default: 'true',
  AllowedValues: ['true', 'false'],
});

const bucketName = (Description: string) => ({
  ...text(Description, BUCKET_NAME_PATTERN, BUCKET_NAME_CONSTRAINT),
  Default: '',
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
  GitHubSubject: {
    Type: 'String' as const,
    Description:
      'Form of the subject in GitHub tokens. immutable: with the numbers of owner and repository, as repositories have it that were created since 15 July 2026. names: the form of older ones.',
    Default: 'immutable',
    AllowedValues: ['immutable', 'names'],
  },
  CreateGitHubOidcProvider: creates("Makes GitHub's identity provider, of which an account has one."),
  UploadBucketName: bucketName(
    'Name of the upload bucket, where the deployment file gives one. Empty: the name that the pipeline derives.',
  ),
  ProcessedBucketName: bucketName('The same for the processed bucket.'),
  ArtifactBucketName: bucketName(
    'Name for the bucket of zips and templates: needed in me-south-1 and me-central-1. Empty: image-pipeline-artifacts-ACCOUNT-REGION-an, a name that only this account can take.',
  ),
  CreateArtifactBucket: creates('Makes the bucket for zips and templates, of which an account has one a Region.'),
};

const given = (name: keyof typeof parameters) => Fn.Not(Fn.Equals(Fn.Ref(name), ''));

export const conditions = {
  HasUploadBucketName: given('UploadBucketName'),
  HasProcessedBucketName: given('ProcessedBucketName'),
  HasArtifactBucketName: given('ArtifactBucketName'),
  UsesImmutableSubject: Fn.Equals(Fn.Ref('GitHubSubject'), 'immutable'),
  CreatesGitHubProvider: Fn.Equals(Fn.Ref('CreateGitHubOidcProvider'), 'true'),
  CreatesArtifactBucket: Fn.Equals(Fn.Ref('CreateArtifactBucket'), 'true'),
} satisfies Record<string, Condition>;

export type BootstrapNames = {
  resource:
    | 'GitHubProvider'
    | 'ArtifactBucket'
    | 'ArtifactBucketPolicy'
    | 'PermissionsBoundary'
    | 'AlarmKey'
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
