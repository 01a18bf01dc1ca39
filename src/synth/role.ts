import { because } from './because.ts';
import { arn, only, parameter, policyDocument, type Resource, sub } from './cloudformation.ts';
import { Refs } from './functions.ts';
import { IMAGE_FUNCTION_NAME } from './names.ts';

/** Lambda's calls to put a function into a VPC; EC2 knows no resource level for the Describe actions. */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * The role of the function, which Lambda uses for polling the queue, for logs and for traces as well. Its policy is
 * inline, so that it is there before the function and the mapping, which Lambda tries when they are created. SQS
 * itself moves messages to the dead-letter queue, and the stack makes the log group: neither needs a grant.
 */
export const role = () =>
  ({
    ImageFunctionRole: {
      Why: 'What the function may do: read uploads, write processed images, take messages, log, trace. Nothing else.',
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: policyDocument({
          Sid: 'AllowLambda',
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
          // https://docs.aws.amazon.com/lambda/latest/dg/permissions-managed-policies.html
          Condition: because('For functions of this account alone.', {
            StringEquals: { 'aws:SourceAccount': Refs.AccountId },
          }),
        }),
        PermissionsBoundary: only('HasPermissionsBoundary', parameter('PermissionsBoundaryArn')),
        Policies: [
          {
            PolicyName: 'image-function',
            PolicyDocument: policyDocument(
              because('GetObject of the version that the event names; the bucket keeps versions.', {
                Sid: 'ReadUploads',
                Effect: 'Allow',
                Action: 's3:GetObjectVersion',
                Resource: sub('${UploadBucket.Arn}/*'),
              }),
              because(
                'PutObject of renditions and reports; HeadObject (s3:GetObject), as an older upload must not replace a newer one; DeleteObject of what is stale, which stays as a version that no grant reaches.',
                {
                  Sid: 'WriteProcessed',
                  Effect: 'Allow',
                  Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
                  Resource: [sub('${ProcessedBucket.Arn}/processed/*'), sub('${ProcessedBucket.Arn}/failed/*')],
                },
              ),
              {
                Sid: 'ConsumeQueue',
                Effect: 'Allow',
                Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
                Resource: arn('ImageQueue'),
              },
              {
                Sid: 'WriteLogs',
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: arn('ImageFunctionLogGroup'),
              },
              {
                Sid: 'SendTraces',
                Effect: 'Allow',
                Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
                Resource: '*',
              },
              // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
              because(
                'Without a network too: a function that leaves its network needs them until Lambda has deleted its interfaces.',
                { Sid: 'AttachToNetwork', Effect: 'Allow', Action: NETWORK_INTERFACE_ACTIONS, Resource: '*' },
              ),
              because('Lambda needs the interfaces; the code that it runs must not use them.', {
                Sid: 'DenyEniToFunctionCode',
                Effect: 'Deny',
                Action: 'ec2:*',
                Resource: '*',
                Condition: {
                  ArnEquals: {
                    'lambda:SourceFunctionArn': sub(
                      `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${IMAGE_FUNCTION_NAME}`,
                    ),
                  },
                },
              }),
            ),
          },
        ],
      },
    },
  }) satisfies Record<string, Resource>;
