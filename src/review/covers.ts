/**
 * Whether whatever one text with `*` and `?` matches, the other matches too. Where that cannot be told by letting its
 * `*` match any text and its `?` one character that is no `*`, the answer is no: a wider text is never taken for a
 * narrower. The time is at most wide × narrow.
 */
export function covers(wide: string, narrow: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < narrow.length; ) {
    const character = wide[at];
    if (character === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (character === narrow[index] || (character === '?' && narrow[index] !== '*')) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      resume += 1;
      index = resume;
      at = star + 1;
    } else return false;
  }
  return /^\**$/.test(wide.slice(at));
}
