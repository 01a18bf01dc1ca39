const escape = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

/**
 * Whether whatever one text with `*` and `?` matches, the other matches too. Where that cannot be told by letting its
 * `*` match any text and its `?` one character that is no `*`, the answer is no: a wider text is never taken for a narrower.
 */
export function covers(wide: string, narrow: string, caseMatters = true): boolean {
  if (wide === '*' || wide === narrow) return true;
  const pattern = escape(wide).replaceAll('*', '[^]*').replaceAll('?', '[^*]');
  return new RegExp(`^${pattern}$`, caseMatters ? '' : 'i').test(narrow);
}
