import { UserError } from '../shared/user-error.ts';
import type { Call, Command } from './command.ts';
import { countByCode, listDeadLetters, lookingSeconds, messages, openDeadLetterQueue } from './dead-letters.ts';
import { drain } from './drain.ts';

const WORD = 'purge';

async function run(call: Call): Promise<boolean> {
  const { args, aws, output, signal } = call;
  const codes = args.texts('code');
  const box = await openDeadLetterQueue(call);
  const deadLetters = (await listDeadLetters(box, call)).filter(
    ({ code }) => codes.length === 0 || codes.includes(code),
  );
  if (deadLetters.length === 0) {
    output.result({ deleted: 0 }, codes.length === 0 ? 'The dead-letter queue is empty.' : 'There is no such message.');
    return true;
  }
  if (!args.flag('yes')) {
    const question = `Delete ${messages(deadLetters.length)} (${countByCode(deadLetters)}) for ever? The uploads themselves stay. Type ${WORD}:`;
    const answer = await output.ask(question, '--yes', signal);
    if (answer !== WORD) throw new UserError(`Expected ${WORD} but received ${answer}: nothing was deleted`);
  }

  // By what was shown, not PurgeQueue: a message that has come since then stays.
  const chosen = new Set(deadLetters.map(({ messageId }) => messageId));
  let deleted = 0;
  const progress = output.progress(deadLetters.length, 'messages deleted');
  const failed = await drain(aws, box.queueUrl, {
    seconds: lookingSeconds(box.total),
    signal,
    async visit(received) {
      const finished = received.filter(({ MessageId = '' }) => chosen.has(MessageId));
      deleted += finished.length;
      progress.reach(deleted);
      return finished;
    },
  }).finally(() => progress.stop());
  deleted -= failed;
  const left = deadLetters.length - deleted;
  output.result(
    { deleted, left },
    `Deleted ${messages(deleted)}.${left > 0 ? ` ${messages(left)} could not be deleted, or had gone before.` : ''}`,
  );
  return left === 0;
}

export const dlqPurge: Command = {
  name: 'dlq purge',
  usage: '[--code CODE …] [--yes]',
  summary: 'delete what is in the dead-letter queue',
  help: `Deletes the messages of the dead-letter queue that are there when it asks; those that come later stay. It shows how many
there are by code, and asks first. The uploads stay in the upload bucket: "backfill" announces them again.

  --code CODE         only messages with this code, as "dlq list" shows it; may be given several times
  --yes               do not ask`,
  options: { code: { type: 'string', multiple: true }, yes: { type: 'boolean' } },
  run,
};
