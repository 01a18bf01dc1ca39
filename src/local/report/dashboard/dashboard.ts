import { COLOURS, drawChart, showFigure, type Threshold } from './chart.ts';
import type { Drawn } from './draw-lines.ts';
import { type Html, html } from './html.ts';
import { inReadingOrder, type Observation, type ObservedAlarm, type ObservedWidget } from './observe.ts';

/** `FunctionErrorsAlarm` as "Function errors". */
const alarmTitle = (logicalId: string): string => {
  const [first = '', ...rest] = logicalId.replace(/Alarm$/, '').split(/(?<=[a-z])(?=[A-Z])/);
  return [first, ...rest.map((word) => word.toLowerCase())].join(' ');
};

const WORDS = { OK: 'OK', ALARM: 'in alarm', INSUFFICIENT_DATA: 'no data' } as const;

const chip = ({ logicalId, description, isComposite, state }: ObservedAlarm): Html => html`
<li class="chip ${state.toLowerCase()}${isComposite ? ' composite' : ''}" title="${description}">${alarmTitle(logicalId)} <b>${WORDS[state]}</b></li>`;

/** The alarms with their states, the composite ones first. */
export const drawAlarms = (alarms: readonly ObservedAlarm[]): Html => html`<ul class="alarms">${alarms.map(chip)}</ul>`;

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
const drawMarkdown = (markdown: string): Html[] =>
  markdown
    .replace(/^(#{1,6} .*)$/gm, '\n$1\n')
    .split(/\n{2,}/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(block);

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
function drawWidget(observed: ObservedWidget, { seconds }: Observation): Html {
  const { title, type, place } = observed.widget;
  const position = `--x: ${place.x + 1}; --y: ${place.y + 1}; --w: ${place.width}; --h: ${place.height}`;
  return html`
<section class="widget ${type}" style="${position}">${title === '' ? undefined : html`<h3>${title}</h3>`}${content(observed, seconds)}
</section>`;
}

/** The dashboard of the template, drawn with the figures of the run. */
export const drawDashboard = (observation: Observation): Html => html`
<section id="dashboard">
<h2>The dashboard, with the figures of this run</h2>
<p>As CloudWatch would lay it out. A point in a chart is ${observation.stepSeconds} s of the run instead of the minutes that CloudWatch takes together; the figure beside a name is that of the whole run. Samples of the queues are taken more often than SQS takes them.</p>
<div class="grid">${inReadingOrder(observation.widgets).map((widget) => drawWidget(widget, observation))}
</div>
</section>`;
