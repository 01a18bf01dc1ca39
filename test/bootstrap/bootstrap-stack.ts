import { attributeOf, type ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { readTemplate } from '../../src/aws/cloudformation/read.ts';
import { type Resolved, resolveTemplate } from '../../src/aws/cloudformation/resolve.ts';
import type { Pseudo } from '../../src/aws/cloudformation/scope.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';
export const STACK = 'images';

const pseudo = (StackName: string): Pseudo => ({
  StackName,
  AccountId: ACCOUNT,
  Region: REGION,
  Partition: 'aws',
  URLSuffix: 'amazonaws.com',
  StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${StackName}/1`,
  NotificationARNs: [],
});

export const BOOTSTRAP_PSEUDO = pseudo('bootstrap');

export const readBootstrap = async (): Promise<Template> => (await readTemplate('templates/bootstrap.yaml')).template;
export const readPipeline = async (): Promise<Template> =>
  (await readTemplate('templates/image-pipeline.yaml')).template;

export const resolveBootstrap = (template: Template): Resolved =>
  resolveTemplate(template, {
    parameters: {
      EnvironmentName: 'staging',
      PipelineStackName: STACK,
      GitHubOwner: 'octo-org',
      GitHubOwnerId: '1',
      GitHubRepository: 'images',
      GitHubRepositoryId: '2',
    },
    pseudo: BOOTSTRAP_PSEUDO,
  });

const boundary = resolveBootstrap(await readBootstrap()).resources['PermissionsBoundary'];
if (!boundary) throw new Error('Expected the bootstrap to have PermissionsBoundary but received none');
export const BOUNDARY = attributeOf(boundary, 'Ref', BOOTSTRAP_PSEUDO) ?? '';
export const ARTIFACTS = `image-pipeline-artifacts-${ACCOUNT}-${REGION}-an`;

/** All that the pipeline can have, in a stack that GitHub deploys: every switch is on, the key is the bootstrap's. */
export const resolvePipeline = (template: Template): ResolvedResource[] =>
  Object.values(
    resolveTemplate(template, {
      parameters: {
        ArtifactKey: 'handler/1.zip',
        AlarmEmail: 'a@example.com',
        AlarmKeyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`,
        PermissionsBoundaryArn: BOUNDARY,
      },
      pseudo: pseudo(STACK),
    }).resources,
  );
