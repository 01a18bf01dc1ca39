import { type Html, html } from '../html.ts';
import { axisEnd, showFigure } from './figures.ts';
import type { Drawn } from './observe.ts';

const WIDTH = 300;
const HEIGHT = 100;

/** As many as the style has colours for; further lines begin again with the first. */
export const COLOURS = 6;

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

const mostOf = (lines: readonly Drawn[], thresholds: readonly number[] = []): number =>
  axisEnd(Math.max(0, ...lines.flatMap(({ points }) => points.map(([, value]) => value)), ...thresholds));

const fixed = (value: number): string => value.toFixed(1).replace(/\.0$/, '');

/** A line with a dot at each of its points, so that a single one is seen. */
function path(points: readonly Point[], seconds: number, most: number, colour: number): Html {
  const places = points.map(([at, value]) => [
    fixed((Math.min(at, seconds) / seconds) * WIDTH),
    fixed(HEIGHT - (Math.max(0, value) / most) * HEIGHT),
  ]);
  const line = places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const dots = places.map(([x, y]) => `M${x} ${y}h0`).join('');
  return html`<path class="c${colour}" d="${line}"/><path class="c${colour} dots" d="${dots}"/>`;
}

/**
 * The lines of a widget over the seconds of the run, with an axis at each side that has lines. The picture is stretched
 * to its place; its words are beside it, so that they are not.
 */
export function drawChart(
  drawn: readonly Drawn[],
  isStacked: boolean,
  thresholds: readonly { label: string; value: number }[],
  seconds: number,
  title: string,
): Html {
  const lines = isStacked ? stack(drawn) : drawn;
  const left = mostOf(
    lines.filter(({ isOnRight }) => !isOnRight),
    thresholds.map(({ value }) => value),
  );
  const onRight = lines.filter(({ isOnRight }) => isOnRight);
  const right = mostOf(onRight);
  const paths = lines.map(({ points, isOnRight }, index) =>
    path(points, seconds, isOnRight ? right : left, index % COLOURS),
  );
  const marks = thresholds.map(({ value }) => {
    const y = fixed(HEIGHT - (value / left) * HEIGHT);
    return html`<path class="threshold" d="M0 ${y}H${WIDTH}"/>`;
  });
  return html`
<div class="chart">
<div class="axis"><span>${showFigure(left)}</span><span>0</span></div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}">
<path class="frame" d="M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}"/>${marks}${paths}</svg>
${onRight.length === 0 ? undefined : html`<div class="axis"><span>${showFigure(right)}</span><span>0</span></div>`}
<div class="time"><span>0 s</span><span>${seconds.toFixed(1)} s</span></div>
</div>`;
}
