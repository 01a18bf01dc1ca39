/** Keys and list indexes from the top of a template: `['Resources', 'ImageQueue', 'Properties', 'Tags', 0]`. */
export type Path = readonly (string | number)[];

/** `Resources.ImageQueue.Properties.Tags[0]`, for messages. */
export const showPath = (path: Path): string =>
  path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join('');

// `${!Name}` is not a variable: it stays, as `${Name}`.
const VARIABLE = /\$\{([^}]*)\}/g;

/** The text with each variable replaced by what `value` gives for its name. */
export const substitute = (text: string, value: (name: string) => string): string =>
  text.replace(VARIABLE, (_, name: string) => (name.startsWith('!') ? `\${${name.slice(1)}}` : value(name)));

/**
 * How a dynamic reference begins:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export const DYNAMIC_REFERENCE = '{{resolve:';

const OPEN = '⟪unresolved ';

/** Stands in for what could not be resolved. The brackets occur in no name, ARN or number, and survive Join and Sub. */
export const unresolved = (what: string): string => `${OPEN}${what}⟫`;

/** True for text that is, or holds, a stand-in or a dynamic reference: its real value is known only at deployment. */
export const isUnresolved = (value: unknown): value is string =>
  typeof value === 'string' && (value.includes(OPEN) || value.includes(DYNAMIC_REFERENCE));
