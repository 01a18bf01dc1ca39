import Table from 'cli-table3';
import { COLUMN_GAP, PLAIN_TABLE } from '../../shared/plain-table.ts';
import { printable, shorten, showBytes } from '../../shared/text.ts';
import { describeEnding } from './ending.ts';
import type { PictureFacts } from './picture-facts.ts';
import type { ReportedImage } from './report.ts';

const HEAD = ['upload', 'format', 'size', 'bytes', 'ms', 'where it ended'];

/** Below this a name says nothing any more; the table is rather wider than the terminal. */
const LEAST_TEXT_WIDTH = 12;

const ARROW = ' → ';

/** `jpeg → png`, or only one where both are the same or there is only one. */
const change = (before: string | undefined, after: string | undefined): string => {
  if (before === undefined) return '–';
  return after === undefined || after === before ? before : before + ARROW + after;
};

const dimensions = (facts: PictureFacts | undefined): string | undefined =>
  facts && `${facts.width}×${facts.height}${facts.frames > 1 ? ` ×${facts.frames}` : ''}`;

const row = ({ ending, before, after }: ReportedImage): string[] => [
  printable(ending.input.key),
  change(before?.format, after?.format),
  change(dimensions(before), dimensions(after)),
  change(showBytes(ending.input.size), ending.processed[0] && showBytes(ending.processed[0].size)),
  ending.milliseconds === undefined ? '–' : String(Math.round(ending.milliseconds)),
  printable(describeEnding(ending)),
];

const widthOf = (cell: string): number => Math.max(...cell.split('\n').map((line) => [...line].length));

const widthsOf = (rows: string[][]): number[] =>
  HEAD.map((_, column) => Math.max(...rows.map((cells) => widthOf(cells[column] ?? ''))));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** In and out in two lines, where they do not fit into one beside the names. */
function fold(rows: string[][], width: number): string[][] {
  if (sum(widthsOf(rows)) + COLUMN_GAP * (HEAD.length - 1) <= width) return rows;
  return rows.map(([upload = '', ...cells]) => [
    upload,
    ...cells.slice(0, -1).map((cell) => cell.replace(ARROW, `\n${ARROW.trim()} `)),
    cells.at(-1) ?? '',
  ]);
}

/** Shortens the two columns of names so that the table fits into the terminal. */
function fit(rows: string[][], width: number): string[][] {
  const widths = widthsOf(rows);
  const fixed = sum(widths.slice(1, -1)) + COLUMN_GAP * (HEAD.length - 1);
  const room = Math.max(2 * LEAST_TEXT_WIDTH, width - fixed);
  const [first = 0, last = 0] = [widths[0], widths.at(-1)];
  const firstWidth = first + last <= room ? first : Math.max(room - last, Math.min(first, Math.floor(room * 0.4)));
  const lastWidth = room - firstWidth;
  return rows.map(([upload = '', ...cells]) => [
    shorten(upload, firstWidth),
    ...cells.slice(0, -1),
    shorten(cells.at(-1) ?? '', lastWidth),
  ]);
}

/** The result of a run, a line for each upload, two in a narrow terminal, and no wider than it. */
export function drawTable(images: readonly ReportedImage[], width: number): string {
  const table = new Table({ ...PLAIN_TABLE, colAligns: ['left', 'left', 'left', 'left', 'right', 'left'] });
  table.push(...fit(fold([HEAD, ...images.map(row)], width), width));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
