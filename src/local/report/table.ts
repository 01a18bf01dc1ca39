import Table from 'cli-table3';
import { describeEnding } from './ending.ts';
import type { PictureFacts } from './picture-facts.ts';
import type { ReportedImage } from './report.ts';
import { printable, shorten, showBytes } from './text.ts';

const HEAD = ['upload', 'format', 'size', 'bytes', 'ms', 'where it ended'];

/** Below this a name says nothing any more; the table is rather wider than the terminal. */
const LEAST_TEXT_WIDTH = 12;

/** Two spaces between columns. */
const GAP = 2;

/** A table without lines: columns with a gap. */
export const BARE = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: ' '.repeat(GAP),
  },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
};

/** `jpeg → png`, or only one where both are the same or there is only one. */
const change = (before: string | undefined, after: string | undefined): string => {
  if (before === undefined) return '–';
  return after === undefined || after === before ? before : `${before} → ${after}`;
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

/** Shortens the two columns of names so that the table fits into the terminal. */
function fit(rows: string[][], width: number): string[][] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => [...(cells[column] ?? '')].length)));
  const fixed = widths.slice(1, -1).reduce((sum, each) => sum + each, 0) + GAP * HEAD.length;
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

/** The result of a run, a line for each upload, as wide as the terminal. */
export function drawTable(images: readonly ReportedImage[], width: number): string {
  const table = new Table({ ...BARE, colAligns: ['left', 'left', 'left', 'left', 'right', 'left'] });
  table.push(...fit([HEAD, ...images.map(row)], width));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
