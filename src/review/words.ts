import { substitute } from '../aws/cloudformation/path.ts';
import type { Template } from '../aws/cloudformation/template.ts';

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

/** ` (production, staging)` where it does not hold everywhere. */
export const where = (under: readonly string[], all: readonly string[]): Words =>
  under.length >= all.length ? say`` : say` (in ${several(under)})`;

/** How a reference to a resource stands in a template that is compared: as `${LogicalId}` or `${LogicalId.Attribute}`. */
export const token = (logicalId: string, attribute?: string): string =>
  `\${${logicalId}${attribute === undefined ? '' : `.${attribute}`}}`;

/**
 * The template with every reference to one of its resources as text of that form: what AWS would fill in is not known
 * before, and changes exactly where the resource is replaced. References to parameters stay references.
 */
export function withTokens(template: Template): Template {
  const isResource = (id: unknown): id is string => typeof id === 'string' && Object.hasOwn(template.Resources, id);

  function inText(text: string, own: object = {}): string {
    return substitute(text.replaceAll('${!', '${!!'), (name) => {
      const [id = ''] = name.split('.');
      return isResource(id) && !Object.hasOwn(own, name) ? `\${!${name}}` : `\${${name}}`;
    });
  }

  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
    if (name === 'Ref' && isResource(argument)) return token(argument);
    if (name === 'Fn::GetAtt') {
      const [id, ...attribute] = typeof argument === 'string' ? argument.split('.') : [argument].flat();
      if (isResource(id) && attribute.every((part) => typeof part === 'string')) return token(id, attribute.join('.'));
    }
    if (name === 'Fn::Sub' && typeof argument === 'string') return { 'Fn::Sub': inText(argument) };
    if (name === 'Fn::Sub' && Array.isArray(argument) && typeof argument[0] === 'string')
      return { 'Fn::Sub': [inText(argument[0], argument[1] as object), walk(argument[1])] };
    return Object.fromEntries(entries.map(([key, entry]) => [key, walk(entry)]));
  }

  return { ...template, Resources: walk(template.Resources) as Template['Resources'] };
}

/** The logical ids whose tokens are in a value. */
export const tokensIn = (value: unknown): string[] => [
  ...new Set([...(JSON.stringify(value) ?? '').matchAll(/\$\{([A-Za-z0-9]+)[.}]/g)].map(([, id = '']) => id)),
];
