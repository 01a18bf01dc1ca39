/** Whether a text matches a pattern with * for any text and ? for one character, as in IAM. */
export const matches = (pattern: string, text: string): boolean => overlap(pattern, text.replace(/[*?]/g, '\u0000'));

/**
 * Whether some text matches both patterns, in which * stands for any text and ? for one character. A literal star
 * cannot be told from a wildcard: it overlaps with more, never with less.
 */
export function overlap(one: string, other: string): boolean {
  const known = new Map<number, boolean>();
  function from(at: number, to: number): boolean {
    const key = at * (other.length + 1) + to;
    const result = known.get(key) ?? step(at, to);
    known.set(key, result);
    return result;
  }
  function step(at: number, to: number): boolean {
    if (at === one.length && to === other.length) return true;
    if (one[at] === '*') return from(at + 1, to) || (to < other.length && from(at, to + 1));
    if (other[to] === '*') return from(at, to + 1) || (at < one.length && from(at + 1, to));
    if (at === one.length || to === other.length) return false;
    return (one[at] === '?' || other[to] === '?' || one[at] === other[to]) && from(at + 1, to + 1);
  }
  return from(0, 0);
}
