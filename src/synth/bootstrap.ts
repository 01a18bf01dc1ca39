import { alarmKey } from './alarm-topic.ts';
import type { PipelineTemplate } from './bootstrap-arns.ts';
import { artifactBucket } from './bootstrap-artifacts.ts';
import { boundary } from './bootstrap-boundary.ts';
import { BUCKET_NAMES, subBuckets } from './bootstrap-buckets.ts';
import { gitHubProvider } from './bootstrap-github.ts';
import { type BootstrapNames, conditions, parameters } from './bootstrap-parameters.ts';
import { roles } from './bootstrap-roles.ts';
import { arn, parameter, ref } from './bootstrap-words.ts';
import type { Resource } from './cloudformation.ts';
import { Refs } from './functions.ts';
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
        Properties: alarmKey(),
      },
      ...roles(pipeline),
    } satisfies Record<BootstrapNames['resource'], Resource<BootstrapNames>>,
    // `npm run connect` writes all of them into the variable STAGING or PRODUCTION of the repository.
    Outputs: {
      EnvironmentName: { Description: 'GitHub environment.', Value: parameter('EnvironmentName') },
      PipelineStackName: { Description: 'Stack of the pipeline.', Value: parameter('PipelineStackName') },
      Region: { Description: 'Region of the stack.', Value: Refs.Region },
      ArtifactBucketName: { Description: 'Bucket of zips and templates.', Value: BUCKET_NAMES.Artifacts() },
      ArtifactBucketUrl: {
        Description: 'Where CloudFormation reads the templates.',
        Value: subBuckets('https://${Artifacts}.s3.${AWS::Region}.${AWS::URLSuffix}'),
      },
      ReviewRoleArn: { Description: 'Role of pull requests.', Value: arn('ReviewRole') },
      PublishRoleArn: { Description: 'Role of main before the approval.', Value: arn('PublishRole') },
      DeployRoleArn: { Description: 'Role of the environment after its approval.', Value: arn('DeployRole') },
      DriftRoleArn: { Description: 'Role of the drift report.', Value: arn('DriftRole') },
      ServiceRoleArn: { Description: 'Role of CloudFormation.', Value: arn('ServiceRole') },
      PermissionsBoundaryArn: {
        Description: 'Parameter PermissionsBoundaryArn of the pipeline.',
        Value: ref('PermissionsBoundary'),
      },
      AlarmKeyArn: {
        Description: 'Parameter AlarmKeyArn of the pipeline.',
        Value: arn('AlarmKey'),
      },
    },
  };
}
