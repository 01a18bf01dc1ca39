import type { Call, Command } from './command.ts';
import { drawRows, showAge } from './command-output.ts';
import { countByCode, type DeadLetter, listDeadLetters, messages, openDeadLetterQueue } from './dead-letters.ts';

const what = ({ uploads, isOurs, messageId }: DeadLetter): string => {
  const [first, ...others] = uploads;
  if (!first) return `${isOurs ? 'no upload' : 'not ours'}: message ${messageId}`;
  return others.length === 0 ? first.key : `${first.key} and ${others.length} more`;
};

async function run(call: Call): Promise<boolean> {
  const box = await openDeadLetterQueue(call);
  const deadLetters = await listDeadLetters(box, call);
  const rows = deadLetters.map((deadLetter) => [
    what(deadLetter),
    deadLetter.code,
    String(deadLetter.tries),
    showAge(deadLetter.sentAt),
    deadLetter.reason,
  ]);
  const text =
    deadLetters.length === 0
      ? `The dead-letter queue ${box.hidden > 0 ? 'shows no message' : 'is empty'}.`
      : `${drawRows(['upload', 'code', 'tries', 'age', 'reason'], rows)}\n${messages(deadLetters.length)}: ${countByCode(deadLetters)}`;
  call.output.result(deadLetters, text);
  if (box.hidden > 0) {
    call.output.warn(
      `${messages(box.hidden)} more: somebody else is looking at them now, so list them again in a minute.`,
    );
  }
  return deadLetters.length + box.hidden === 0;
}

export const dlqList: Command = {
  name: 'dlq list',
  usage: '',
  summary: 'what is in the dead-letter queue, and why',
  help: `Lists every message of the dead-letter queue: the upload it tells of, why it failed (from the report under failed/ in
the processed bucket, otherwise from the log), how often it was tried, and its age since the upload.
Messages are hidden from others only while they are read, and given back at once; nothing is deleted.
A message that tells of no upload of the upload bucket has the code BAD_EVENT.
Exit code: 0 when the queue is empty, 1 when it is not.`,
  options: {},
  run,
};
