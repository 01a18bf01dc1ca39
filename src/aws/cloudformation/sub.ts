// `${!Name}` is not a variable: it stays, as `${Name}`.
const VARIABLE = /\$\{([^}]*)\}/g;

/** The text with each variable replaced by what `value` gives for its name. */
export const substitute = (text: string, value: (name: string) => string): string =>
  text.replace(VARIABLE, (_, name: string) => (name.startsWith('!') ? `\${${name.slice(1)}}` : value(name)));
