import Table from 'cli-table3';
import { showStatement } from '../../aws/iam/evaluate.ts';
import type { GrantUse } from '../../aws/iam/grants.ts';
import { showWhere } from '../../aws/iam/policy-error.ts';
import { LOCAL_STACK_NAME } from '../../pipeline/local-stack.ts';
import { PLAIN_TABLE } from '../../shared/plain-table.ts';
import { printable } from '../../shared/text.ts';
import type { Pipeline } from '../deploy/pipeline.ts';
import type { Denial } from '../services/authorization.ts';
import type { Endpoints } from '../services/endpoints.ts';
import { endedWell } from './ending.ts';
import { type ReportedRun, summary } from './report.ts';
import { drawTable } from './table.ts';

const HEAD = ['granted by', 'statement', 'action', 'calls'];

const callsOf = ({ calls, platform }: GrantUse): string =>
  calls === 0 && platform ? platform.purpose : calls === 0 ? 'none' : String(calls);

/** What the policies of the template grant, a line for each action, with the calls of the run that used it. */
export function showGrants(uses: readonly GrantUse[]): string {
  const table = new Table(PLAIN_TABLE);
  table.push(HEAD);
  for (const use of uses) {
    table.push([showWhere(use.statement.policy), showStatement(use.statement), use.action, callsOf(use)]);
  }
  return `\n${table.toString()}`;
}

/** What the policies of the template denied, a line for each kind of call. */
export const showDenials = (denials: readonly Denial[]): string =>
  denials.map(({ sentence, times }) => `Denied ${times === 1 ? 'once' : `${times} times`}: ${sentence}`).join('\n');

/** What is said at the end of a run: the table, why uploads failed, how many ended where, and where the page is. */
export function showResult(run: ReportedRun, page: string, width: number): string {
  const reasons = run.images.flatMap(({ ending }) => {
    const { deadLetter, refused, input } = ending;
    if (deadLetter) return [`${input.key}: ${deadLetter.code}: ${deadLetter.reason} (${ending.tries} tries)`];
    if (refused !== undefined) return [`${input.key}: S3 refused it: ${refused}`];
    return endedWell(ending)
      ? []
      : [`${input.key}: ended neither in the processed bucket nor in the dead-letter queue`];
  });
  return [
    '',
    drawTable(run.images, width),
    '',
    ...(reasons.length > 0 ? [...reasons.map(printable), ''] : []),
    `${run.images.length} ${run.images.length === 1 ? 'upload' : 'uploads'} in ${(run.milliseconds / 1000).toFixed(1)} s: ${summary(run.images)}.`,
    ...(run.unrelated > 0 ? [`${run.unrelated} more in the dead-letter queue that tell of no upload.`] : []),
    `Before and after: ${page}`,
  ].join('\n');
}

/**
 * How to reach what is running: lines to copy into another terminal. Only ops obeys the endpoint variables in every version;
 * the AWS command line wants the endpoint for SQS on the line.
 */
export const showKept = (
  { s3Url, sqsUrl, region, embedded }: Endpoints,
  { uploadBucket, processedBucket, imageQueue, deadLetterQueue }: Pipeline,
  logFile: string,
): string =>
  [
    '',
    'Running until Ctrl-C. In another terminal:',
    ...(embedded
      ? [
          `  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_PAGER=`,
          `  export AWS_ENDPOINT_URL_S3=${s3Url} AWS_ENDPOINT_URL_SQS=${sqsUrl}`,
          `  export PIPELINE_STACK=${LOCAL_STACK_NAME} PIPELINE_LOG_FILE='${logFile}'`,
          '  npm run ops -- status',
          '  npm run ops -- upload IMAGE',
        ]
      : []),
    `  aws --endpoint-url ${s3Url} s3 cp IMAGE s3://${uploadBucket}/`,
    `  aws --endpoint-url ${s3Url} s3 ls --recursive s3://${processedBucket}/`,
    `  aws --endpoint-url ${sqsUrl} sqs get-queue-attributes --attribute-names All --queue-url ${imageQueue.url}`,
    `  aws --endpoint-url ${sqsUrl} sqs receive-message --visibility-timeout 0 --queue-url ${deadLetterQueue.url}`,
  ].join('\n');
