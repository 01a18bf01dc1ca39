import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ResolvedResource } from '../../aws/cloudformation/resolve.ts';
import { readProperties } from './properties.ts';

/** A queue as its endpoint knows it. */
export type Queue = { name: string; url: string; arn: string };

/** Queues by the logical id. */
export type Queues = Record<string, Queue>;

/** Properties of AWS::SQS::Queue that the API takes under the same name, as text. */
const PLAIN_ATTRIBUTES = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'DelaySeconds',
  'MaximumMessageSize',
  'SqsManagedSseEnabled',
] as const;

/** Properties that are documents, and may name other queues. */
const DOCUMENT_ATTRIBUTES = ['RedrivePolicy', 'RedriveAllowPolicy'] as const;

const nameIn = (arnOrUrl: string): string => arnOrUrl.split(/[:/]/).at(-1) ?? '';

/** The same value with the ARNs of queues as their endpoint knows them, whatever account and Region it thinks it is. */
export function translateArns(value: unknown, queues: Queues): unknown {
  if (Array.isArray(value)) return value.map((item) => translateArns(item, queues));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, translateArns(item, queues)]));
  }
  if (typeof value !== 'string' || !/^arn:[^:]+:sqs:/.test(value)) return value;
  return Object.values(queues).find(({ name }) => name === nameIn(value))?.arn ?? value;
}

/** The queue that a resource names by its ARN or its URL. */
export const queueNamed = (arnOrUrl: string, queues: Queues): Queue | undefined =>
  Object.values(queues).find(({ name }) => name === nameIn(arnOrUrl));

async function createQueue(sqs: SQSClient, resource: ResolvedResource): Promise<Queue> {
  const properties = readProperties(resource);
  const name = properties.text('QueueName');
  const Attributes = Object.fromEntries(
    PLAIN_ATTRIBUTES.map((attribute) => [attribute, properties.optionalText(attribute)]).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  const { Attributes: known } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return { name, url, arn: known?.QueueArn ?? '' };
}

/** Creates the queues, then what refers from one to another, then their policies: in any order of the template. */
export async function deployQueues(sqs: SQSClient, resources: readonly ResolvedResource[]): Promise<Queues> {
  const queueResources = resources.filter(({ Type }) => Type === 'AWS::SQS::Queue');
  const queues: Queues = {};
  for (const resource of queueResources) queues[resource.LogicalId] = await createQueue(sqs, resource);

  const set = async (queue: Queue | undefined, attribute: string, document: unknown): Promise<void> => {
    if (queue === undefined || document === undefined) return;
    const Attributes = { [attribute]: JSON.stringify(translateArns(document, queues)) };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes }));
  };
  for (const { LogicalId, Properties } of queueResources) {
    for (const attribute of DOCUMENT_ATTRIBUTES) await set(queues[LogicalId], attribute, Properties[attribute]);
  }
  for (const { Type, Properties } of resources) {
    if (Type !== 'AWS::SQS::QueuePolicy') continue;
    for (const url of Properties['Queues'] as string[]) {
      await set(queueNamed(url, queues), 'Policy', Properties['PolicyDocument']);
    }
  }
  return queues;
}
