/**
 * A figure stands between `<!-- figures:NAME -->` and `<!-- /figures:NAME -->`: within a line, or as lines of its own. A
 * marker at the beginning of a line that goes on would end the paragraph: https://spec.commonmark.org/0.31.2/#html-blocks
 */
const MARKED = /(<!-- figures:([\w-]+) -->)([\s\S]*?)(<!-- \/figures:\2 -->)/g;

const onItsLines = (text: string): string => (text.includes('\n') ? `\n${text.trim()}\n` : text);

/** The figures of a text by name, in its order. */
export const figuresIn = (text: string): Map<string, string> =>
  new Map([...text.matchAll(MARKED)].map(([, , name = '', figure = '']) => [name, figure]));

/** The text with these figures. Throws Error for a marker without a figure, and for a figure without a marker. */
export function withFigures(text: string, figures: Readonly<Record<string, string>>): string {
  const marked = [...figuresIn(text).keys()];
  const computed = Object.keys(figures);
  const missing = marked
    .filter((name) => !computed.includes(name))
    .concat(computed.filter((name) => !marked.includes(name)));
  if (missing.length > 0)
    throw new Error(
      `Expected markers and figures of the same names but received only one of them for ${missing.join(', ')}`,
    );
  return text.replaceAll(MARKED, (_, start, name, _figure, end) => `${start}${onItsLines(figures[name] ?? '')}${end}`);
}

/** Whether the text says the figure that was computed. */
export const isCurrent = (text: string, name: string, figure: string): boolean =>
  figuresIn(text).get(name) === onItsLines(figure);
