import { alarmKey } from './alarm-key.ts';
import type { PipelineTemplate } from './bootstrap-arns.ts';
import { artifactBucket } from './bootstrap-artifacts.ts';
import { boundary } from './bootstrap-boundary.ts';
import { gitHubProvider } from './bootstrap-github.ts';
import { type BootstrapNames, conditions, parameters } from './bootstrap-parameters.ts';
import { roles } from './bootstrap-roles.ts';
import { arn, ref } from './bootstrap-words.ts';
import type { Resource } from './cloudformation.ts';
import { imagePipeline } from './image-pipeline.ts';

/** As JSON: intrinsic functions are objects of a class until then. */
const plain = (template: object): PipelineTemplate => JSON.parse(JSON.stringify(template));

/** What a person deploys once for each environment, so that GitHub can deploy the pipeline. */
export function bootstrap(pipeline: PipelineTemplate = plain(imagePipeline())) {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'What GitHub needs to deploy the image pipeline to one environment: artifact bucket, roles, boundary.',
    Parameters: parameters,
    Conditions: conditions,
    Resources: {
      ...artifactBucket(),
      ...gitHubProvider(),
      ...boundary(pipeline),
      AlarmKey: {
        Why: 'Encrypts the alarms of the pipeline. The service role makes no key: a role that tags keys could take over others of the account. It stays when this stack goes, as the topic of the pipeline needs it.',
        Type: 'AWS::KMS::Key',
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: alarmKey('PipelineStackName'),
      },
      ...roles(pipeline),
    } satisfies Record<BootstrapNames['resource'], Resource<BootstrapNames>>,
    Outputs: {
      ReviewRoleArn: { Description: 'Variable REVIEW_ROLE_ARN of the repository.', Value: arn('ReviewRole') },
      PublishRoleArn: { Description: 'Variable PUBLISH_ROLE_ARN.', Value: arn('PublishRole') },
      DriftRoleArn: { Description: 'Variable DRIFT_ROLE_ARN.', Value: arn('DriftRole') },
      DeployRoleArn: { Description: 'Variable DEPLOY_ROLE_ARN of the environment.', Value: arn('DeployRole') },
      ServiceRoleArn: { Description: 'Variable SERVICE_ROLE_ARN.', Value: arn('ServiceRole') },
      PermissionsBoundaryArn: {
        Description: 'Variable PERMISSIONS_BOUNDARY_ARN: the parameter PermissionsBoundaryArn of the pipeline.',
        Value: ref('PermissionsBoundary'),
      },
      AlarmKeyArn: {
        Description: 'Variable ALARM_KEY_ARN: the parameter AlarmKeyArn of the pipeline.',
        Value: arn('AlarmKey'),
      },
    },
  };
}
