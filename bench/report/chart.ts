import type { ImageResult } from './image-table.ts';
import { median } from './statistics.ts';

const WIDTH = 900;
const ROW = 22;
const LEFT = 210;
const RIGHT = 64;
const TOP = 58;
const FONT = 'font-family="system-ui, sans-serif" font-size="12"';

/** The contenders in the order in which they are drawn, the last on top. */
const MARKS = [
  {
    who: 'decode',
    label: 'decoding alone, the floor',
    draw: (x: number, y: number) => `<path d="M${x} ${y - 7}v14" stroke="#8a8f98" stroke-width="3"/>`,
  },
  {
    who: 'plain',
    label: 'plain sharp',
    draw: (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="5" fill="none" stroke="#d2691e" stroke-width="2"/>`,
  },
  {
    who: 'tuned',
    label: 'tuned sharp',
    draw: (x: number, y: number) =>
      `<path d="M${x} ${y - 6}l6 6l-6 6l-6 -6z" fill="none" stroke="#6a5acd" stroke-width="1.5"/>`,
  },
  {
    who: 'handler',
    label: 'this handler',
    draw: (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="5" fill="#1f77b4"/>`,
  },
] as const;

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const one = (value: number): string => value.toFixed(1);

/** Draws the processor time of each image as SVG, on a scale on which each step doubles it. */
export function chart(results: readonly ImageResult[], caption: string): string {
  const times = results.flatMap(({ measured }) => MARKS.map(({ who }) => median(measured.get(who)?.one ?? [])));
  const known = times.filter(Number.isFinite);
  const [low, high] = [Math.floor(Math.log2(Math.min(...known))), Math.ceil(Math.log2(Math.max(...known)))];
  const x = (time: number): number => LEFT + ((Math.log2(time) - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const height = TOP + results.length * ROW + 40;
  const bottom = TOP + results.length * ROW;

  const ticks = Array.from({ length: high - low + 1 }, (_, step) => 2 ** (low + step));
  const grid = ticks.map(
    (time) => `<path d="M${one(x(time))} ${TOP - 8}V${bottom}" stroke="#ddd"/>
<text x="${one(x(time))}" y="${bottom + 16}" text-anchor="middle" fill="#555">${time} ms</text>`,
  );
  const rows = results.map(({ name, measured }, index) => {
    const y = TOP + index * ROW + ROW / 2 - 4;
    const marks = MARKS.flatMap(({ who, draw }) => {
      const found = measured.get(who);
      return found ? [draw(Number(one(x(median(found.one)))), y)] : [];
    });
    return `<text x="${LEFT - 14}" y="${y + 4}" text-anchor="end" fill="#222">${escapeText(name)}</text>${marks.join('')}`;
  });
  const legend = MARKS.toReversed().map(
    ({ label, draw }, index) =>
      `${draw(LEFT + index * 165, 36)}<text x="${LEFT + 12 + index * 165}" y="40" fill="#222">${label}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" ${FONT}>
<title>${escapeText(caption)}</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="14" y="20" fill="#222" font-weight="600">${escapeText(caption)}</text>
${[...legend, ...grid, ...rows].join('\n')}
</svg>
`;
}
