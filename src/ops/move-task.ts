import { setTimeout as sleep } from 'node:timers/promises';
import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { UserError } from '../shared/user-error.ts';

export type MoveTask = { sqs: SQSClient; arn: string; rate?: number; reach(moved: number): void; signal: AbortSignal };

const INTERVAL_MILLISECONDS = 1000;
const MAX_LOOKS = 30;

/** What endpoints answer that do not know a call; AWS itself knows it. */
const UNKNOWN_CALL = /InvalidAction|UnknownOperation|NotImplemented|UnsupportedOperation|MissingAction/;

export const isUnknownCall = (error: unknown): boolean => error instanceof Error && UNKNOWN_CALL.test(error.name);

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
