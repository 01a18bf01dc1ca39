import { resourceType } from '../../policy/facts/resource-types.ts';
import type { ResourceChange } from './resource-changes.ts';
import type { Words } from './words.ts';

/** What happens to what a resource holds, or to the work of the pipeline; `data` when something can be lost. */
export type Effect = { concerns: 'data' | 'operation'; words: Words };

/** What becomes of the resource that is there now: `kept` outside the stack, or not. */
type Texts = { kept: string; deleted: string };
type Texted = { replaced: Texts; removed: Texts };

const same = (text: string): Texts => ({ kept: text, deleted: text });

/** Types that hold data, in the words of what they hold. */
const DATA: Readonly<Record<string, Texted>> = {
  'AWS::S3::Bucket': {
    replaced: {
      kept: 'the old bucket stays with its objects, outside the stack; the new one is empty, and nothing is copied',
      deleted: 'the old bucket is deleted if it is empty and otherwise left outside the stack; the new one is empty',
    },
    removed: {
      kept: 'the bucket stays with its objects, outside the stack',
      deleted: 'the bucket is deleted if it is empty and otherwise left outside the stack',
    },
  },
  'AWS::SQS::Queue': {
    replaced: {
      kept: 'the old queue stays with its messages, but nothing takes them any more; the new one is empty',
      deleted: 'the old queue is deleted, and the messages in it are lost',
    },
    removed: {
      kept: 'the queue stays with its messages, but nothing takes them any more',
      deleted: 'the queue is deleted, and the messages in it are lost',
    },
  },
  'AWS::Logs::LogGroup': {
    replaced: { kept: 'the log so far stays, outside the stack', deleted: 'the log so far is deleted' },
    removed: { kept: 'the log so far stays, outside the stack', deleted: 'the log is deleted' },
  },
  'AWS::KMS::Key': {
    replaced: {
      kept: 'the old key stays, outside the stack; what it encrypted still needs it',
      deleted: 'the old key is scheduled for deletion: after that, what it encrypted cannot be read',
    },
    removed: {
      kept: 'the key stays, outside the stack; what it encrypted still needs it',
      deleted: 'the key is scheduled for deletion: after that, what it encrypted cannot be read',
    },
  },
};

const UNKNOWN_DATA: Texted = {
  replaced: {
    kept: 'the old one stays with its data, outside the stack',
    deleted: 'the old one is deleted with its data',
  },
  removed: { kept: 'it stays with its data, outside the stack', deleted: 'it is deleted with its data' },
};

/** Types that hold no data, but whose absence is felt. */
const OPERATION: Readonly<Record<string, Texted>> = {
  'AWS::Lambda::Function': {
    replaced: same('uploads wait in the queue until the new function takes messages'),
    removed: same('uploads are processed no more'),
  },
  'AWS::Lambda::EventSourceMapping': {
    replaced: same('processing pauses until the new mapping is active, about a minute; messages wait in the queue'),
    removed: same('messages of the queue are processed no more'),
  },
  'AWS::CloudWatch::Alarm': {
    replaced: same('its history begins anew'),
    removed: same('nobody is told any more of what it watched'),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    replaced: same('its history begins anew'),
    removed: same('nobody is told any more of its causes'),
  },
  'AWS::SNS::Topic': {
    replaced: same('subscriptions made by hand are lost with the old topic'),
    removed: same('its subscriptions are lost'),
  },
  'AWS::SNS::Subscription': {
    replaced: same('an address has to be confirmed again before it is told anything'),
    removed: same('the address is told nothing any more'),
  },
};

const KEEPS = ['Retain', 'RetainExceptOnCreate'];

/**
 * The effect of a replacement or removal; undefined where nothing is known to follow. A replaced resource stays only
 * when both templates say so: which of the two counts, AWS does not document.
 */
export function fateEffect({ type, fate, before, after }: ResourceChange): Effect | undefined {
  if (fate !== 'replaced' && fate !== 'may be replaced' && fate !== 'removed') return undefined;
  const event = fate === 'removed' ? 'removed' : 'replaced';
  const policies =
    event === 'removed' ? [before?.DeletionPolicy] : [before?.UpdateReplacePolicy, after?.UpdateReplacePolicy];
  const outcome = policies.every((policy) => KEEPS.includes(policy ?? 'Delete')) ? 'kept' : 'deleted';
  const data = DATA[type] ?? (resourceType(type)?.isStateful ? UNKNOWN_DATA : undefined);
  const texts = data ?? OPERATION[type];
  if (!texts) return undefined;
  const words: Words = { words: [texts[event][outcome]] };
  return { concerns: data ? 'data' : 'operation', words };
}
