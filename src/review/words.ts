/** A sentence with what is not ours in it kept apart: names and values from a change may hold anything. */
export type Words = { words: readonly (string | { value: string })[] };

const isWords = (value: string | number | Words): value is Words => typeof value === 'object';

/** Builds a sentence from a literal; the values in it are names or values, or sentences of their own. */
export const say = (text: TemplateStringsArray, ...values: readonly (string | number | Words)[]): Words => ({
  words: text.flatMap((literal, at) => {
    const value = values[at];
    if (value === undefined) return [literal];
    return isWords(value) ? [literal, ...value.words] : [literal, { value: String(value) }];
  }),
});

/** Several sentences as one, with our own text between them. */
export const together = (items: readonly Words[], separator = ', '): Words => ({
  words: items.flatMap(({ words }, at) => (at === 0 ? words : [separator, ...words])),
});

/** Names or values with commas between them; of many, the first and how many more there are. */
export function several(values: readonly string[], most = 8): Words {
  const shown = together(values.slice(0, most).map((value) => say`${value}`));
  return values.length > most ? say`${shown} and ${say`${String(values.length - most)}`} more` : shown;
}

/** For programs: the sentence as it is. */
export const plain = ({ words }: Words): string =>
  words.map((part) => (typeof part === 'string' ? part : part.value)).join('');

const MOST_CHARACTERS = 160;

/**
 * A value as a code span, in which GitHub renders no HTML, link, image or mention. Control characters, line ends and
 * those that turn the direction of text become spaces; the fence is longer than any run of backticks inside.
 */
export function code(value: string): string {
  const clean = value.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  const text = clean.length > MOST_CHARACTERS ? `${clean.slice(0, MOST_CHARACTERS).toWellFormed()}…` : clean;
  if (text === '') return '(empty)';
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** For Markdown: what is not ours in code spans. */
export const markdown = ({ words }: Words): string =>
  words.map((part) => (typeof part === 'string' ? part : code(part.value))).join('');
