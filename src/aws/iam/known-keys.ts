import type { KeyTable } from './condition-key.ts';

const string = { type: 'string' } as const;
const strings = { type: 'string', multivalued: true } as const;
const arn = { type: 'arn' } as const;
const bool = { type: 'bool' } as const;
const numeric = { type: 'numeric' } as const;
const ip = { type: 'ip' } as const;

/** Global keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const GLOBAL: KeyTable = {
  'aws:CalledVia': strings,
  'aws:CalledViaFirst': string,
  'aws:CalledViaLast': string,
  'aws:CurrentTime': { type: 'date', always: true },
  'aws:EpochTime': { type: 'epoch', always: true },
  'aws:FederatedProvider': string,
  'aws:MultiFactorAuthAge': numeric,
  'aws:MultiFactorAuthPresent': bool,
  'aws:PrincipalAccount': string,
  'aws:PrincipalArn': arn,
  'aws:PrincipalIsAWSService': bool,
  'aws:PrincipalOrgID': string,
  'aws:PrincipalOrgPaths': strings,
  'aws:PrincipalServiceName': string,
  'aws:PrincipalServiceNamesList': strings,
  'aws:PrincipalTag/': string,
  'aws:PrincipalType': { type: 'string', always: true },
  'aws:RequestedRegion': { type: 'string', always: true },
  'aws:RequestTag/': string,
  'aws:ResourceAccount': string,
  'aws:ResourceOrgID': string,
  'aws:ResourceOrgPaths': strings,
  'aws:ResourceTag/': string,
  'aws:SecureTransport': { type: 'bool', always: true },
  'aws:SourceAccount': string,
  'aws:SourceArn': arn,
  'aws:SourceIdentity': string,
  'aws:SourceIp': ip,
  'aws:SourceOrgID': string,
  'aws:SourceOrgPaths': strings,
  'aws:SourceVpc': string,
  'aws:SourceVpce': string,
  'aws:TagKeys': strings,
  'aws:TokenIssueTime': { type: 'date' },
  'aws:UserAgent': { type: 'string', always: true },
  'aws:userid': { type: 'string', always: true },
  'aws:username': string,
  'aws:ViaAWSService': { type: 'bool', always: true },
  'aws:VpcSourceIp': ip,
};

/** Keys of S3: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const S3: KeyTable = {
  's3:authType': string,
  's3:delimiter': string,
  's3:ExistingObjectTag/': string,
  's3:if-match': string,
  's3:if-none-match': string,
  's3:max-keys': numeric,
  's3:prefix': string,
  's3:RequestObjectTag/': string,
  's3:RequestObjectTagKeys': strings,
  's3:ResourceAccount': string,
  's3:signatureAge': numeric,
  's3:signatureversion': string,
  's3:TlsVersion': numeric,
  's3:versionid': string,
  's3:x-amz-acl': string,
  's3:x-amz-content-sha256': string,
  's3:x-amz-copy-source': string,
  's3:x-amz-server-side-encryption': string,
  's3:x-amz-server-side-encryption-aws-kms-key-id': arn,
  's3:x-amz-storage-class': string,
};

/** Keys of other services that a pipeline, its deployment or its alarms can meet. */
const OTHERS: KeyTable = {
  'cloudformation:ChangeSetName': string,
  'cloudformation:CreateAction': string,
  'cloudformation:ImportResourceTypes': string,
  'cloudformation:RoleArn': arn,
  'cloudformation:TemplateUrl': string,
  'cloudwatch:namespace': string,
  'ec2:CreateAction': string,
  'ec2:SourceInstanceARN': arn,
  'ec2:Vpc': arn,
  'iam:AssociatedResourceArn': arn,
  'iam:PassedToService': string,
  'iam:PermissionsBoundary': arn,
  'iam:PolicyARN': arn,
  'kms:CallerAccount': string,
  'kms:EncryptionContext:': string,
  'kms:GrantIsForAWSResource': bool,
  'kms:ViaService': string,
  'lambda:FunctionArn': arn,
  // https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
  'lambda:SourceFunctionArn': { type: 'arn', identityOnly: true },
  'sns:Endpoint': string,
  'sns:Protocol': string,
  'sts:ExternalId': string,
  'sts:RoleSessionName': string,
  // What GitHub says of a workflow: https://docs.github.com/en/actions/concepts/security/openid-connect
  'token.actions.githubusercontent.com:': string,
};

/** Condition keys that the evaluator knows, each with its type. Others are refused unless the caller names them. */
export const KNOWN_KEYS: KeyTable = { ...GLOBAL, ...S3, ...OTHERS };
