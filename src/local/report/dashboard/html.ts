/** A piece of HTML. Made by the tag alone, so that no text gets in unescaped. */
export type Html = { readonly html: string };

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

type Content = Html | string | number | undefined | readonly Content[];

function render(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content));
  return 'html' in content ? content.html : content.map(render).join('');
}

/** Template tag: what is put in is escaped, unless it is HTML itself; lists are joined, undefined is nothing. */
export const html = (strings: TemplateStringsArray, ...contents: Content[]): Html => ({
  html: strings.map((text, index) => text + render(contents[index])).join(''),
});
