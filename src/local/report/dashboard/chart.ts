import type { Drawn } from './draw-lines.ts';
import { type Html, html } from './html.ts';

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** 12,345 as "12.3K"; a dash for what is not there. */
export const showFigure = (value: number | undefined): string =>
  value === undefined ? '–' : value !== 0 && Math.abs(value) < 0.01 ? '<0.01' : COMPACT.format(value);

/** The end of an axis: 1, 2 or 5 with zeros, not below the value. */
export function axisEnd(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= most) ?? most;
}

/** A horizontal annotation. */
export type Threshold = { label: string; value: number };

/** As many as the style has colours for; further lines begin again with the first. */
export const COLOURS = 6;

const WIDTH = 300;
const HEIGHT = 100;

/** A threshold that is so much higher than all lines is only named below the chart, lest it press them to the ground. */
const FAR = 4;

type Point = readonly [seconds: number, value: number];

/** Each line on top of those before it, where a widget stacks them. */
function stack(lines: readonly Drawn[]): Drawn[] {
  const heights = new Map<number, number>();
  return lines.map((line) => ({
    ...line,
    points: line.points.map(([at, value]): Point => {
      const height = (heights.get(at) ?? 0) + value;
      heights.set(at, height);
      return [at, height];
    }),
  }));
}

const mostOf = (lines: readonly Drawn[]): number =>
  Math.max(0, ...lines.flatMap(({ points }) => points.map(([, value]) => value)));

const fixed = (value: number): string => value.toFixed(1).replace(/\.0$/, '');

const yOf = (value: number, most: number): string => fixed(HEIGHT - (Math.max(0, value) / most) * HEIGHT);

/** A line with a dot at each of its points, so that a single one is seen. */
function path(points: readonly Point[], seconds: number, most: number, colour: number): Html {
  const places = points.map(([at, value]) => [fixed((Math.min(at, seconds) / seconds) * WIDTH), yOf(value, most)]);
  const line = places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const dots = places.map(([x, y]) => `M${x} ${y}h0`).join('');
  return html`<path class="c${colour}" d="${line}"/><path class="c${colour} dots" d="${dots}"/>`;
}

const axis = (most: number): Html => html`<div class="axis"><span>${showFigure(most)}</span><span>0</span></div>`;

/**
 * The lines of a widget over the seconds of the run, with an axis at each side that has lines. The picture is stretched
 * to its place; its words are beside it, so that they are not.
 */
export function drawChart(
  drawn: readonly Drawn[],
  isStacked: boolean,
  thresholds: readonly Threshold[],
  seconds: number,
  title: string,
): Html {
  const lines = isStacked ? stack(drawn) : drawn;
  const onRight = lines.filter(({ isOnRight }) => isOnRight);
  const mostOnLeft = mostOf(lines.filter(({ isOnRight }) => !isOnRight));
  const near = thresholds.filter(({ value }) => value <= FAR * mostOnLeft);
  const left = axisEnd(Math.max(mostOnLeft, ...near.map(({ value }) => value)));
  const right = axisEnd(mostOf(onRight));
  const paths = lines.map(({ points, isOnRight }, index) =>
    path(points, seconds, isOnRight ? right : left, index % COLOURS),
  );
  const marks = near.map(({ value }) => html`<path class="threshold" d="M0 ${yOf(value, left)}H${WIDTH}"/>`);
  return html`
<div class="chart">${axis(left)}
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}">
<path class="frame" d="M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}"/>${marks}${paths}</svg>
${onRight.length === 0 ? undefined : axis(right)}
<div class="time"><span>0 s</span><span>${seconds.toFixed(1)} s</span></div>
</div>`;
}
