import { readTemplate } from '../../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../../src/aws/cloudformation/resolve.ts';
import type { TemplateResource } from '../../../src/aws/cloudformation/template.ts';
import type { Call } from '../../../src/aws/iam/call.ts';
import type { Grant } from '../../../src/aws/iam/grants.ts';
import { type Authorizer, authorizerOf } from '../../../src/aws/iam/stack.ts';

const PSEUDO = {
  StackName: 'images',
  AccountId: '111122223333',
  Region: 'eu-central-1',
  Partition: 'aws',
  URLSuffix: 'amazonaws.com',
  StackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/images/1',
  NotificationARNs: [],
};
export const UPLOADS = 'arn:aws:s3:::images-upload-111122223333-eu-central-1-an';
export const PROCESSED = 'arn:aws:s3:::images-processed-111122223333-eu-central-1-an';
export const QUEUE = 'arn:aws:sqs:eu-central-1:111122223333:images-image-queue';
export const DEAD_LETTERS = 'arn:aws:sqs:eu-central-1:111122223333:images-dead-letter-queue';

export const committed = (await readTemplate('templates/image-pipeline.yaml')).template;

type Resources = Record<string, TemplateResource>;
/** Changes resources in place. */
export type Change = (resources: Resources) => unknown;
type Statement = Record<string, unknown>;
type Document = { Statement: Statement[] };

/** The authorizer of the committed template, changed. */
export function authorizer(
  change: Change = () => {},
  parameters: Record<string, string> = {},
  original = committed,
): Authorizer {
  const template = structuredClone(original);
  change(template.Resources);
  const resolved = resolveTemplate(template, { parameters: { ArtifactKey: 'h.zip', ...parameters }, pseudo: PSEUDO });
  return authorizerOf(resolved, PSEUDO, () => new Date('2026-10-01T12:00:00Z'));
}

export const propertiesOf = (resources: Resources, id: string): Record<string, unknown> =>
  resources[id]?.Properties ?? {};

/** The statements of a policy, of the first one for a role. */
export function statementsOf(resources: Resources, id: string): Statement[] {
  const { Policies, PolicyDocument } = propertiesOf(resources, id);
  const first = (Policies as { PolicyDocument: Document }[] | undefined)?.[0];
  return (first?.PolicyDocument ?? (PolicyDocument as Document)).Statement;
}

export const statementOf = (resources: Resources, id: string, sid: string): Statement =>
  statementsOf(resources, id).find(({ Sid }) => Sid === sid) ?? {};

/** Who may be the role of the function. */
export const trustOf = (resources: Resources): Statement =>
  (propertiesOf(resources, 'ImageFunctionRole')['AssumeRolePolicyDocument'] as Document).Statement[0] ?? {};

export const call = (principal: Call['principal'], action: string, resourceArn: string, of?: Partial<Call>): Call => ({
  principal,
  action,
  resourceArn,
  secureTransport: true,
  ...of,
});

export const upload = call('uploader', 's3:PutObject', `${UPLOADS}/cat.jpg`);
export const notify = call('s3', 'sqs:SendMessage', QUEUE, { sourceArn: UPLOADS });
export const receive = call('poller', 'sqs:ReceiveMessage', QUEUE);
export const read = call('function', 's3:GetObjectVersion', `${UPLOADS}/cat.jpg`, { context: { 's3:versionid': '1' } });

/** What the pipeline does, once each. */
export const WORK: readonly Call[] = [
  upload,
  notify,
  call('poller', 'sqs:GetQueueAttributes', QUEUE),
  receive,
  read,
  call('function', 's3:GetObject', `${PROCESSED}/processed/cat: 1.jpg`),
  call('function', 's3:PutObject', `${PROCESSED}/processed/cat.jpg`),
  call('function', 's3:DeleteObject', `${PROCESSED}/processed/cat.bmp.jpg`),
  call('poller', 'sqs:DeleteMessage', QUEUE),
];

export const show = ({ statement: { policy, sid }, action }: Grant): string => `${policy.owner} ${sid} ${action}`;
