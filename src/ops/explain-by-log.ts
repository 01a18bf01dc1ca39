import { type Letter, UNKNOWN } from './letter.ts';
import type { ReadLog } from './read-log.ts';

/**
 * Finds out from the log why messages failed of which there is no report: the last error that it tells of each. The log is read
 * once, from the oldest of them on, however many there are; CloudWatch searches all of it each time.
 */
export async function explainByLog(letters: readonly Letter[], readLog: ReadLog | undefined): Promise<Letter[]> {
  const unknown = new Map(letters.filter(({ code }) => code === UNKNOWN).map((letter) => [letter.messageId, letter]));
  if (!readLog || unknown.size === 0) return [...letters];

  const since = new Date(Math.min(...[...unknown.values()].map(({ sentAt }) => sentAt.getTime())));
  const found = new Map<string, { code: string; reason: string }>();
  for await (const { fields } of readLog({ since, pattern: '{ $.level = "ERROR" }' })) {
    const { level, messageId, code, reason = '' } = fields;
    if (level !== 'ERROR' || typeof messageId !== 'string' || typeof code !== 'string') continue;
    if (unknown.has(messageId)) found.set(messageId, { code, reason: String(reason) });
  }
  return letters.map((letter) => ({ ...letter, ...found.get(letter.messageId) }));
}
