import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_REGION } from '../pipeline/local-stack.ts';
import { UserError } from '../shared/user-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What only a whole AWS has. */
export type Cloud = {
  cloudFormation: CloudFormationClient;
  cloudWatch: CloudWatchClient;
  logs: CloudWatchLogsClient;
};

/** The way to a pipeline. */
export type Clients = {
  s3: S3Client;
  /** Signs links: without the checksums that no browser sends or looks at. */
  links: S3Client;
  sqs: SQSClient;
  /** Absent at the local run and the like, where S3 and SQS have endpoints of their own: nothing goes to AWS then. */
  cloud?: Cloud;
  /** True where an endpoint variable leads away from AWS. */
  isCustomEndpoint: boolean;
  /** Where that is, for messages. */
  where: string;
  destroy(): void;
};

/** 'localhost' has no bucket names in front of it, and the SDK would put them there. */
const withoutLocalhost = (url: string | undefined): string | undefined =>
  url?.replace(/^(https?:\/\/)localhost(?=[:/]|$)/, '$1127.0.0.1') || undefined;

/**
 * Connects by AWS's standard variables: AWS_ENDPOINT_URL leads every call to one place, AWS_ENDPOINT_URL_S3 and _SQS
 * lead these two away. Throws UserError where only one of the two is given: the other would go to the real AWS.
 */
export function connect(env: Environment, givenRegion: string | undefined): Clients {
  const whole = withoutLocalhost(env['AWS_ENDPOINT_URL']);
  const s3Url = withoutLocalhost(env['AWS_ENDPOINT_URL_S3']) ?? whole;
  const sqsUrl = withoutLocalhost(env['AWS_ENDPOINT_URL_SQS']) ?? whole;
  if ((s3Url === undefined) !== (sqsUrl === undefined)) {
    const missing = s3Url === undefined ? 'AWS_ENDPOINT_URL_S3' : 'AWS_ENDPOINT_URL_SQS';
    throw new UserError(`Expected ${missing} beside the other endpoint variable: both have to lead to the same place`);
  }
  const isCustomEndpoint = s3Url !== undefined;
  const region =
    givenRegion ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? (isCustomEndpoint ? LOCAL_REGION : undefined);
  const common = region === undefined ? {} : { region };
  const at = (url: string | undefined) => ({ ...common, ...(url !== undefined && { endpoint: url }) });

  const s3Settings = { ...at(s3Url), forcePathStyle: s3Url?.startsWith('http:') ?? false };
  const s3 = new S3Client(s3Settings);
  const links = new S3Client({
    ...s3Settings,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  // By default the SDK goes to the host of the queue's URL, wherever that is.
  const sqs = new SQSClient({ ...at(sqsUrl), useQueueUrlAsEndpoint: false });
  const cloudFormationUrl = withoutLocalhost(env['AWS_ENDPOINT_URL_CLOUDFORMATION']) ?? whole;
  const cloud: Cloud | undefined =
    isCustomEndpoint && cloudFormationUrl === undefined
      ? undefined
      : {
          cloudFormation: new CloudFormationClient(at(cloudFormationUrl)),
          cloudWatch: new CloudWatchClient(at(withoutLocalhost(env['AWS_ENDPOINT_URL_CLOUDWATCH']) ?? whole)),
          logs: new CloudWatchLogsClient(at(withoutLocalhost(env['AWS_ENDPOINT_URL_CLOUDWATCH_LOGS']) ?? whole)),
        };
  return {
    s3,
    links,
    sqs,
    ...(cloud && { cloud }),
    isCustomEndpoint,
    where: s3Url ?? region ?? 'the Region of the profile',
    destroy() {
      for (const client of [s3, links, sqs, ...Object.values(cloud ?? {})]) client.destroy();
    },
  };
}
