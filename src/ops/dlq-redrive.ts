import { setTimeout as sleep } from 'node:timers/promises';
import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type Message,
  SendMessageBatchCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { UserError } from '../shared/user-error.ts';
import type { Call, Command } from './command.ts';
import {
  BAD_EVENT,
  countByCode,
  type DeadLetter,
  type DeadLetterQueue,
  listDeadLetters,
  lookingSeconds,
  messages,
  openDeadLetterQueue,
} from './dead-letters.ts';
import { drain, type Queues } from './drain.ts';

type MoveSelected = {
  queues: Queues;
  from: string;
  to: string;
  /** How long the messages may be hidden: see lookingSeconds. */
  seconds: number;
  /** Of up to ten messages, those to move. */
  choose(messages: Message[]): Promise<Message[]>;
  reach(moved: number): void;
  signal: AbortSignal;
};

export type Moved = { moved: number; refused: number; inBoth: number };

/**
 * Sends messages to another queue and deletes them only then, so that none is ever in neither. One that cannot be deleted is in
 * both queues and is processed once more than needed, which changes nothing.
 */
async function moveSelected({ queues, from, to, seconds, choose, reach, signal }: MoveSelected): Promise<Moved> {
  let [moved, refused] = [0, 0];
  const inBoth = await drain(queues, from, {
    seconds,
    signal,
    async visit(messages) {
      const chosen = await choose(messages);
      if (chosen.length === 0) return [];
      const { Successful = [] } = await queues.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: to,
          Entries: chosen.map(({ Body, MessageAttributes }, index) => ({
            Id: String(index),
            MessageBody: Body,
            ...(MessageAttributes && { MessageAttributes }),
          })),
        }),
      );
      const sent = chosen.filter((_, index) => Successful.some(({ Id }) => Id === String(index)));
      moved += sent.length;
      refused += chosen.length - sent.length;
      reach(moved);
      return sent;
    },
  });
  return { moved, refused, inBoth };
}

type MoveTask = { sqs: SQSClient; arn: string; rate?: number; reach(moved: number): void; signal: AbortSignal };

const INTERVAL_MILLISECONDS = 1000;
const MAX_LOOKS = 30;

/** What endpoints answer that do not know a call; AWS itself knows it. */
const UNKNOWN_CALL = /InvalidAction|UnknownOperation|NotImplemented|UnsupportedOperation|MissingAction/;

const isUnknownCall = (error: unknown): boolean => error instanceof Error && UNKNOWN_CALL.test(error.name);

/** The last of them by time: SQS keeps those of before, too. */
async function lastTask(sqs: SQSClient, arn: string): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results: [task] = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }));
  return task;
}

/**
 * Lets SQS move every message of a dead-letter queue back to the queue that it came from, and follows that to its end. Answers how many
 * were moved. Throws UserError where SQS gave up: what it has not moved is still in the dead-letter queue.
 */
export async function moveAll({ sqs, arn, rate, reach, signal }: MoveTask): Promise<number> {
  const before = (await lastTask(sqs, arn))?.StartedTimestamp;
  await sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: arn,
      ...(rate !== undefined && { MaxNumberOfMessagesPerSecond: rate }),
    }),
  );
  for (let looks = 1; ; looks++) {
    const last = await lastTask(sqs, arn);
    const task = last?.StartedTimestamp === before ? undefined : last;
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    reach(moved);
    if (task?.Status === 'COMPLETED') return moved;
    // A task that has just been started may not be listed yet.
    if (task ? task.Status !== 'RUNNING' : looks === MAX_LOOKS) {
      const reason = task?.FailureReason ?? 'no reason given';
      throw new UserError(
        `Expected SQS to move all messages but its task is ${task?.Status ?? 'gone'} (${reason}) after ${moved}: the rest is still in the dead-letter queue`,
      );
    }
    await sleep(INTERVAL_MILLISECONDS, undefined, { signal });
  }
}

const RATE = { default: 0, least: 1, most: 500 };

function checkAllAreOurs(deadLetters: readonly DeadLetter[]): void {
  const strange = deadLetters.filter(({ isOurs }) => !isOurs);
  const [first] = strange;
  if (!first) return;
  const which =
    strange.length === 1 ? `${first.messageId} is not` : `${first.messageId} and ${strange.length - 1} more are not`;
  throw new UserError(
    `Expected uploads of ours in the dead-letter queue but message ${which} (${first.reason}): nothing was moved. Delete such by "dlq purge --code ${BAD_EVENT}", or redrive the others by --to-fix`,
  );
}

async function moveOneByOne(call: Call, box: DeadLetterQueue, deadLetters: readonly DeadLetter[]): Promise<Moved> {
  const { aws, output, signal } = call;
  const chosen = new Set(deadLetters.map(({ messageId }) => messageId));
  const progress = output.progress(deadLetters.length, 'messages moved');
  return moveSelected({
    queues: aws,
    from: box.queueUrl,
    to: box.imageQueue,
    seconds: lookingSeconds(box.total),
    choose: async (received) => received.filter(({ MessageId = '' }) => chosen.has(MessageId)),
    reach: progress.reach,
    signal,
  }).finally(() => progress.stop());
}

async function moveByTask(call: Call, box: DeadLetterQueue, deadLetters: readonly DeadLetter[]): Promise<Moved> {
  const { args, aws, output, signal } = call;
  const progress = output.progress(deadLetters.length, 'messages moved');
  const rate = args.number('rate', RATE);
  try {
    const task = { sqs: aws.sqs, arn: box.arn, ...(rate > 0 && { rate }), reach: progress.reach, signal };
    return { moved: await moveAll(task), refused: 0, inBoth: 0 };
  } catch (error) {
    if (signal.aborted) output.warn('SQS goes on moving messages: nothing is lost.');
    if (!aws.isCustomEndpoint || !isUnknownCall(error)) throw error;
    return moveOneByOne(call, box, deadLetters); // the local run's SQS has no such task
  } finally {
    progress.stop();
  }
}

async function run(call: Call): Promise<boolean> {
  const { args, output } = call;
  const codes = args.texts('to-fix');
  const box = await openDeadLetterQueue(call);
  const all = await listDeadLetters(box, call);
  const deadLetters = codes.length === 0 ? all : all.filter(({ code }) => codes.includes(code));
  if (deadLetters.length === 0) {
    const text = all.length === 0 ? 'The dead-letter queue is empty.' : `None has that code: ${countByCode(all)}.`;
    output.result({ moved: 0 }, text);
    return true;
  }
  checkAllAreOurs(deadLetters);
  const { moved, refused, inBoth } = await (codes.length === 0 ? moveByTask : moveOneByOne)(call, box, deadLetters);
  const lines = [
    `Moved ${messages(moved)} to the image queue (${countByCode(deadLetters)}). "status" shows how they fare.`,
    ...(refused > 0 ? [`SQS refused ${messages(refused)}, which stay in the dead-letter queue.`] : []),
    ...(inBoth > 0 ? [`${messages(inBoth)} could not be deleted and may come once more, which changes nothing.`] : []),
  ];
  output.result({ moved, refused, inBoth }, lines.join('\n'));
  return refused === 0;
}

export const dlqRedrive: Command = {
  name: 'dlq redrive',
  usage: '[--to-fix CODE …] [--rate N]',
  summary: 'have failed uploads tried again',
  help: `Moves messages from the dead-letter queue back to the image queue, after what made them fail was put right.
Without --to-fix SQS itself moves all of them (its StartMessageMoveTask, which goes on when this command ends); a message that
is not ours stops it before anything is moved. With --to-fix, and at the local run, whose SQS has no such task, this command
moves them: each is sent to the image queue first and deleted from the dead-letter queue only then, so that none is lost.

  --to-fix CODE       only messages with this code, as "dlq list" shows it; may be given several times
  --rate N            messages a second that SQS moves, 1 to 500, without --to-fix (default: as SQS finds right)`,
  options: { 'to-fix': { type: 'string', multiple: true }, rate: { type: 'string' } },
  run,
};
