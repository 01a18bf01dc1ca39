import type { Claim } from '../handler/s3/claim.ts';
import type { Call } from './command.ts';
import type { Letter } from './letter.ts';
import { lookingSeconds } from './list-letters.ts';
import { openLetterBox } from './read-letters.ts';
import { sweep } from './sweep.ts';
import type { Ended } from './where-ended.ts';

const isOn = ({ uploads }: Letter, claim: Claim): boolean =>
  uploads.some(({ key, versionId }) => key === claim.key && versionId === claim.versionId);

/** Those of these uploads that are in the dead-letter queue, with the reason. */
export async function findInDeadLetters(call: Call, pending: readonly Claim[]): Promise<Map<Claim, Ended>> {
  const letters: Letter[] = [];
  const box = await openLetterBox(call);
  await sweep(call.aws, box.queueUrl, {
    seconds: lookingSeconds(box.total),
    signal: call.signal,
    async visit(received) {
      const read = await box.read(received);
      letters.push(...read.filter((letter) => pending.some((claim) => isOn(letter, claim))));
      return [];
    },
  });
  const found = new Map<Claim, Ended>();
  for (const letter of await box.explain(letters)) {
    const { code, reason } = letter;
    for (const claim of pending) if (isOn(letter, claim)) found.set(claim, { place: 'failed', code, reason });
  }
  return found;
}
