import { UserError } from '../shared/user-error.ts';
import type { Call, Command } from './command.ts';
import { BAD_EVENT, type Letter } from './letter.ts';
import { countByCode, listLetters, lookingSeconds, messages } from './list-letters.ts';
import { type Moved, moveSome } from './move-some.ts';
import { isUnknownCall, moveAll } from './move-task.ts';
import { type LetterBox, openLetterBox } from './read-letters.ts';

const RATE = { default: 0, least: 1, most: 500 };

function checkAllAreOurs(letters: readonly Letter[]): void {
  const strange = letters.filter(({ isOurs }) => !isOurs);
  const [first] = strange;
  if (!first) return;
  const which =
    strange.length === 1 ? `${first.messageId} is not` : `${first.messageId} and ${strange.length - 1} more are not`;
  throw new UserError(
    `Expected uploads of ours in the dead-letter queue but message ${which} (${first.reason}): nothing was moved. Delete such by "dlq purge --code ${BAD_EVENT}", or redrive the others by --to-fix`,
  );
}

async function moveOneByOne(call: Call, box: LetterBox, letters: readonly Letter[]): Promise<Moved> {
  const { aws, screen, signal } = call;
  const chosen = new Set(letters.map(({ messageId }) => messageId));
  const progress = screen.progress(letters.length, 'messages moved');
  return moveSome({
    queues: aws,
    from: box.queueUrl,
    to: box.imageQueue,
    seconds: lookingSeconds(box.total),
    choose: async (received) => received.filter(({ MessageId = '' }) => chosen.has(MessageId)),
    reach: progress.reach,
    signal,
  }).finally(() => progress.stop());
}

async function moveByTask(call: Call, box: LetterBox, letters: readonly Letter[]): Promise<Moved> {
  const { args, aws, screen, signal } = call;
  const progress = screen.progress(letters.length, 'messages moved');
  const rate = args.number('rate', RATE);
  try {
    const task = { sqs: aws.sqs, arn: box.arn, ...(rate > 0 && { rate }), reach: progress.reach, signal };
    return { moved: await moveAll(task), refused: 0, inBoth: 0 };
  } catch (error) {
    if (signal.aborted) screen.warn('SQS goes on moving messages: nothing is lost.');
    if (!aws.isForeign || !isUnknownCall(error)) throw error;
    return moveOneByOne(call, box, letters); // the local run's SQS has no such task
  } finally {
    progress.stop();
  }
}

async function run(call: Call): Promise<boolean> {
  const { args, screen } = call;
  const codes = args.texts('to-fix');
  const box = await openLetterBox(call);
  const all = await listLetters(box, call);
  const letters = codes.length === 0 ? all : all.filter(({ code }) => codes.includes(code));
  if (letters.length === 0) {
    const text = all.length === 0 ? 'The dead-letter queue is empty.' : `None has that code: ${countByCode(all)}.`;
    screen.result({ moved: 0 }, text);
    return true;
  }
  checkAllAreOurs(letters);
  const { moved, refused, inBoth } = await (codes.length === 0 ? moveByTask : moveOneByOne)(call, box, letters);
  const lines = [
    `Moved ${messages(moved)} to the image queue (${countByCode(letters)}). "status" shows how they fare.`,
    ...(refused > 0 ? [`SQS refused ${messages(refused)}, which stay in the dead-letter queue.`] : []),
    ...(inBoth > 0 ? [`${messages(inBoth)} could not be deleted and may come once more, which changes nothing.`] : []),
  ];
  screen.result({ moved, refused, inBoth }, lines.join('\n'));
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
