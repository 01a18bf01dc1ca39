import type { Call } from './command.ts';
import type { Letter } from './letter.ts';
import type { LetterBox } from './read-letters.ts';
import { sweep } from './sweep.ts';

/** SQS's own limit. */
const MAX_HIDDEN_SECONDS = 43_200;

/**
 * How long to hide messages while so many are looked at, with the reports on them: long enough that none comes twice. One that
 * nobody gives back, because the process died, is visible again after this.
 */
export const lookingSeconds = (total: number): number => Math.min(MAX_HIDDEN_SECONDS, 60 + Math.ceil(total / 10));

/** Every message of the dead-letter queue, oldest first. All are visible again when it answers. */
export async function listLetters(box: LetterBox, { aws, screen, signal }: Call): Promise<Letter[]> {
  const letters: Letter[] = [];
  const progress = screen.progress(box.total, 'messages read');
  try {
    await sweep(aws, box.queueUrl, {
      seconds: lookingSeconds(box.total),
      signal,
      async visit(messages) {
        letters.push(...(await box.read(messages)));
        progress.reach(letters.length);
        return [];
      },
    });
  } finally {
    progress.stop();
  }
  const explained = await box.explain(letters);
  return explained.sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime());
}

/** `2 CORRUPT, 1 UNKNOWN`. */
export function countByCode(letters: readonly Letter[]): string {
  const counts = new Map<string, number>();
  for (const { code } of letters) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
}

/** `1 message`, `2 messages`. */
export const messages = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`;
