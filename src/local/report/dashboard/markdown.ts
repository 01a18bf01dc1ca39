import { type Html, html } from './html.ts';

/** Bold, code and the words of links: where they lead to is of the console, which a page without a network has not. */
const inline = (text: string): Html[] =>
  text.split(/(\*\*[^*]+\*\*|`[^`]+`|\[[^\]]*\]\([^)]*\))/).map((part) => {
    if (part.startsWith('**')) return html`<b>${part.slice(2, -2)}</b>`;
    if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
    const link = /^\[([^\]]*)\]\(/.exec(part)?.[1];
    return link === undefined
      ? html`${part}`
      : html`<span class="link">${link.replace(/^button:(primary:)?/, '')}</span>`;
  });

function block(text: string): Html {
  const heading = /^(#{1,6})\s+(.*)$/.exec(text);
  if (heading) return html`<h4>${inline(heading[2] ?? '')}</h4>`;
  const lines = text.split('\n');
  if (lines.every((line) => /^[-*]\s/.test(line)))
    return html`<ul>${lines.map((line) => html`<li>${inline(line.slice(2))}</li>`)}</ul>`;
  const rows = lines.filter((line) => !/^[\s|:-]+$/.test(line)).map((line) => line.replace(/^\||\|$/g, '').split('|'));
  if (lines.every((line) => line.includes('|')))
    return html`<table>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${inline(cell.trim())}</td>`)}</tr>`)}</table>`;
  return html`<p>${inline(text)}</p>`;
}

/** The Markdown of a text widget, as far as ours uses it: headings, lists, tables, bold, code, links. All else stays text. */
export const drawMarkdown = (markdown: string): Html[] =>
  markdown
    .replace(/^(#{1,6} .*)$/gm, '\n$1\n')
    .split(/\n{2,}/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(block);
