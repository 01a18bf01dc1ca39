import { type Html, html } from '../html.ts';
import { drawAlarms } from './alarm-chips.ts';
import { COLOURS, drawChart } from './chart.ts';
import { showFigure } from './figures.ts';
import { drawMarkdown } from './markdown.ts';
import type { Drawn, Observation, ObservedWidget } from './observe.ts';

const legend = (drawn: readonly Drawn[]): Html => html`
<ul class="legend">${drawn.map(
  ({ label, total }, index) => html`<li><i class="c${index % COLOURS}"></i>${label} <b>${showFigure(total)}</b></li>`,
)}</ul>`;

const figures = (drawn: readonly Drawn[]): Html => html`
<dl class="figures">${drawn.map(({ label, total }) => html`<div><dd>${showFigure(total)}</dd><dt>${label}</dt></div>`)}</dl>`;

/** One bar a row, the longest as wide as the widget. */
function bars(drawn: readonly Drawn[]): Html {
  const most = Math.max(...drawn.map(({ total = 0 }) => total), 1);
  return html`
<ul class="bars">${drawn.map(
    ({ label, total = 0 }, index) =>
      html`<li>${label} <b>${showFigure(total)}</b><i class="c${index % COLOURS}" style="width: ${((100 * Math.max(0, total)) / most).toFixed(1)}%"></i></li>`,
  )}</ul>`;
}

function content(observed: ObservedWidget, { seconds }: Observation): Html | readonly Html[] {
  if ('alarms' in observed) return drawAlarms(observed.alarms);
  if (!('drawn' in observed)) {
    const { widget } = observed;
    if (widget.type === 'text') return drawMarkdown(widget.markdown);
    return html`
<p class="note">Only CloudWatch Logs Insights runs this query; the lines that it would read are in function.log.</p>
<pre>${widget.query}</pre>`;
  }
  const { widget, drawn } = observed;
  if (drawn.every(({ points }) => points.length === 0)) return html`<p class="nothing">Nothing in this run</p>`;
  if (widget.view === 'singleValue') return figures(drawn);
  if (widget.view !== 'timeSeries') return bars(drawn);
  return html`${drawChart(drawn, widget.isStacked, widget.lines, seconds, widget.title)}${legend(drawn)}`;
}

/** A widget at its place on the grid, with what the run has for it. */
export function drawWidget(observed: ObservedWidget, observation: Observation): Html {
  const { title, type, place } = observed.widget;
  const position = `--x: ${place.x + 1}; --y: ${place.y + 1}; --w: ${place.width}; --h: ${place.height}`;
  return html`
<section class="widget ${type}" style="${position}">${title === '' ? undefined : html`<h3>${title}</h3>`}${content(observed, observation)}
</section>`;
}
