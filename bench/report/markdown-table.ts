const PAD = 1;

/** A table in Markdown whose columns are also even as plain text. All but the first are numbers, to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(3, name.length, ...rows.map((row) => (row[column] ?? '').length)));
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((_, column) => cell(cells[column] ?? '', column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width + 2 * PAD) : `${'-'.repeat(width + PAD)}:`,
  );
  return [line(head), `|${rule.join('|')}|`, ...rows.map(line), ''].join('\n');
}
