import { drawAlarms } from './alarm-chips.ts';
import { COLOURS, drawChart, type Threshold } from './chart.ts';
import type { Drawn } from './draw-lines.ts';
import { showFigure } from './figures.ts';
import { type Html, html } from './html.ts';
import { drawMarkdown } from './markdown.ts';
import type { Observation, ObservedWidget } from './observe.ts';

function legend(drawn: readonly Drawn[], thresholds: readonly Threshold[]): Html {
  const entry = (mark: string, label: string, value: number | undefined): Html =>
    html`<li><i class="${mark}"></i>${label} <b>${showFigure(value)}</b></li>`;
  const lines = drawn.map(({ label, total }, index) => entry(`c${index % COLOURS}`, label, total));
  return html`
<ul class="legend">${lines}${thresholds.map(({ label, value }) => entry('threshold', label, value))}</ul>`;
}

const figures = (drawn: readonly Drawn[]): Html => html`
<dl class="figures">${drawn.map(({ label, total }) => html`<div><dd>${showFigure(total)}</dd><dt>${label}</dt></div>`)}</dl>`;

/** One bar a row, the longest as wide as the widget. */
function bars(drawn: readonly Drawn[]): Html {
  const most = Math.max(...drawn.map(({ total = 0 }) => total), 1);
  const bar = ({ label, total = 0 }: Drawn, index: number): Html => {
    const percent = ((100 * Math.max(0, total)) / most).toFixed(1);
    return html`<li>${label} <b>${showFigure(total)}</b><i class="c${index % COLOURS}" style="width: ${percent}%"></i></li>`;
  };
  return html`
<ul class="bars">${drawn.map(bar)}</ul>`;
}

const query = (text: string): Html => html`
<p class="note">Only CloudWatch Logs Insights runs this query; the lines that it would read are in function.log.</p>
<pre>${text}</pre>`;

function content(observed: ObservedWidget, seconds: number): Html | readonly Html[] {
  if ('alarms' in observed) return drawAlarms(observed.alarms);
  const { widget } = observed;
  if (widget.type === 'text') return drawMarkdown(widget.markdown);
  if (!('drawn' in observed)) return query(widget.type === 'log' ? widget.query : '');
  const { drawn } = observed;
  if (drawn.every(({ points }) => points.length === 0)) return html`<p class="nothing">Nothing in this run</p>`;
  const { view, isStacked, lines } =
    widget.type === 'metric' ? widget : { view: 'timeSeries', isStacked: false, lines: [] };
  if (view === 'singleValue') return figures(drawn);
  if (view !== 'timeSeries') return bars(drawn);
  return html`${drawChart(drawn, isStacked, lines, seconds, widget.title)}${legend(drawn, lines)}`;
}

/** A widget at its place on the grid, with what the run has for it. */
export function drawWidget(observed: ObservedWidget, { seconds }: Observation): Html {
  const { title, type, place } = observed.widget;
  const position = `--x: ${place.x + 1}; --y: ${place.y + 1}; --w: ${place.width}; --h: ${place.height}`;
  return html`
<section class="widget ${type}" style="${position}">${title === '' ? undefined : html`<h3>${title}</h3>`}${content(observed, seconds)}
</section>`;
}
