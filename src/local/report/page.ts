import { printable, showBytes } from '../../shared/text.ts';
import { drawAlarms, drawDashboard } from './dashboard/dashboard.ts';
import { type Html, html } from './dashboard/html.ts';
import { describeEnding, placeOf } from './ending.ts';
import type { PictureFacts } from './picture-facts.ts';
import { type ReportedImage, type ReportedRun, summary } from './report.ts';

/** The style of the dashboard and of the alarms above the page: a grid of 24 columns, one column on a phone. */
const DASHBOARD_STYLE = `
:root { --c0: #2a6fb0; --c1: #c4571b; --c2: #2f8557; --c3: #8a4bb5; --c4: #a8781a; --c5: #b33a6b; }
@media (prefers-color-scheme: dark) { :root { --c0: #7db7ee; --c1: #f2996a; --c2: #74cf9d; --c3: #c69ae8; --c4: #e0bb66;
  --c5: #f08fb5; } }
.alarms { display: flex; flex-wrap: wrap; gap: .4rem; margin: .8rem 0 0; padding: 0; list-style: none; }
.chip { padding: .1rem .6rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--paper); font-size: .85rem; }
.chip b { font-weight: 600; } .chip.ok b { color: var(--good); } .chip.insufficient_data b { color: var(--soft); }
.chip.alarm { border-color: var(--bad); } .chip.alarm b { color: var(--bad); } .chip.composite { font-weight: 600; }
#dashboard { max-width: 96rem; margin: 0 auto; padding: 0 1rem 1.5rem; }
#dashboard > h2 { font-size: 1.3rem; } #dashboard > p { margin: .3rem 0 1rem; color: var(--soft); }
.grid { display: grid; grid-template-columns: repeat(24, minmax(0, 1fr)); grid-auto-rows: 2.6rem; gap: .7rem; }
.widget { grid-column: var(--x) / span var(--w); grid-row: var(--y) / span var(--h); display: flex; flex-direction: column;
  min-width: 0; overflow: auto; padding: .7rem .9rem; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
.widget h3 { margin: 0 0 .4rem; font-size: .95rem; } .widget .alarms { margin: 0; } .widget p { margin: 0 0 .4rem; }
.chart { flex: 1; display: grid; grid-template-columns: auto minmax(0, 1fr) auto; grid-template-rows: minmax(3rem, 1fr) auto;
  gap: .1rem .4rem; min-height: 5.5rem; font-size: .72rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.chart svg { width: 100%; height: 100%; overflow: visible; } .chart path { fill: none; vector-effect: non-scaling-stroke; }
.axis { display: flex; flex-direction: column; justify-content: space-between; text-align: right; line-height: 1; }
.time { grid-column: 2; display: flex; justify-content: space-between; }
path.frame { stroke: var(--line); } path.threshold { stroke: var(--bad); stroke-dasharray: 4 3; }
.chart path[class^=c] { stroke-width: 1.6; stroke-linejoin: round; } .chart path.dots { stroke-width: 5; stroke-linecap: round; }
path.c0 { stroke: var(--c0); } path.c1 { stroke: var(--c1); } path.c2 { stroke: var(--c2); }
path.c3 { stroke: var(--c3); } path.c4 { stroke: var(--c4); } path.c5 { stroke: var(--c5); }
i.c0 { background: var(--c0); } i.c1 { background: var(--c1); } i.c2 { background: var(--c2); }
i.c3 { background: var(--c3); } i.c4 { background: var(--c4); } i.c5 { background: var(--c5); }
.legend, .bars { margin: .4rem 0 0; padding: 0; list-style: none; font-size: .82rem; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; } .legend i { display: inline-block; width: .65rem; height: .65rem;
  margin-right: .3rem; border-radius: .2rem; } .bars i { display: block; height: .5rem; border-radius: .2rem; margin-bottom: .3rem; }
.legend i.threshold { height: 0; vertical-align: middle; border-top: 2px dashed var(--bad); border-radius: 0; }
.figures { flex: 1; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; align-content: center; margin: 0; }
.figures dd { font: 600 1.5rem/1.2 system-ui, sans-serif; } .figures dt { font-size: .8rem; }
.nothing { margin: auto; color: var(--soft); } .note { color: var(--soft); font-size: .85rem; }
.widget pre { margin: 0; font-size: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.widget.text { font-size: .88rem; } .widget.text h4, .widget.text ul { margin: 0 0 .3rem; } .widget.text ul { padding-left: 1.2rem; }
.widget td { padding: .1rem .7rem .1rem 0; vertical-align: top; } .link { text-decoration: underline dotted; }
@media (max-width: 56rem) { .grid { grid-template-columns: minmax(0, 1fr); grid-auto-rows: auto; }
  .widget { grid-column: auto; grid-row: auto; } .chart { min-height: 8rem; } }
`;

/** The page's own style: light or dark as the reader's system is, one column on a phone. */
const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ground: #f4f4f1; --ink: #1d1f21; --soft: #62666b; --line: #d9d9d3;
  --good: #1a7f4b; --bad: #b3261e; --check: #e3e3e0; --check-2: #fbfbfa; }
@media (prefers-color-scheme: dark) { :root { --paper: #202225; --ground: #16181a; --ink: #e9e9e6; --soft: #a2a6ab;
  --line: #37393d; --good: #5fce95; --bad: #ff9a90; --check: #4a4d52; --check-2: #5a5d62; } }
* { box-sizing: border-box; } a { color: inherit; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem; }
header { padding-bottom: 0; } h1 { margin: 0; font-size: 1.6rem; } header p, footer p { margin: .3rem 0; color: var(--soft); }
article { margin: 0 0 1.5rem; padding: 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; }
h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
.ended { margin: .1rem 0 .9rem; color: var(--good); overflow-wrap: anywhere; } .ended.failed { color: var(--bad); }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr; } }
figure { margin: 0; } figcaption { margin-top: .4rem; font-size: .9rem; color: var(--soft); overflow-wrap: anywhere; }
.frame { display: flex; align-items: center; justify-content: center; height: 20rem; }
.frame.empty { padding: 1rem; border-radius: .4rem; background: var(--ground); border: 1px dashed var(--line); color: var(--soft); text-align: center;
  overflow-wrap: anywhere; }
img { display: block; max-width: 100%; max-height: 100%;
  background: repeating-conic-gradient(var(--check) 0 25%, var(--check-2) 0 50%) 0 0 / 20px 20px; }
details { margin-top: .8rem; font-size: .9rem; } summary { cursor: pointer; color: var(--soft); }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .1rem 1rem; margin: .5rem 0 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: .85rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } .frame { height: 15rem; } }
`;

const facts = (picture: PictureFacts | undefined, bytes: number): string =>
  [
    ...(picture ? [picture.format.toUpperCase(), `${picture.width} × ${picture.height}`] : ['no picture']),
    ...(picture && picture.frames > 1 ? [`${picture.frames} frames`] : []),
    showBytes(bytes),
  ].join(' · ');

const figure = (file: string | undefined, alt: string, caption: string, missing: string): Html => html`
<figure>
${file === undefined ? html`<div class="frame empty">${missing}</div>` : html`<div class="frame"><img src="${file}" alt="${alt}" loading="lazy"></div>`}
<figcaption>${caption}</figcaption>
</figure>`;

function before({ ending, before: picture, beforeFile }: ReportedImage): Html {
  const missing = picture ? 'Too large to be shown here' : 'Nothing in it that could be shown as a picture';
  const alt = `${printable(ending.input.key)}, as uploaded`;
  return figure(beforeFile, alt, `Before: ${facts(picture, ending.input.size)}`, missing);
}

function after({ ending, after: picture, afterFile }: ReportedImage): Html {
  const object = ending.processed[0];
  if (object === undefined) {
    const reason =
      ending.deadLetter?.reason ??
      ending.refused ??
      'It ended neither in the processed bucket nor in the dead-letter queue';
    return figure(undefined, '', 'After: none', printable(reason));
  }
  const time = ending.milliseconds === undefined ? '' : ` · ${Math.round(ending.milliseconds)} ms`;
  const alt = `${printable(ending.input.key)}, processed`;
  return figure(afterFile, alt, `After: ${facts(picture, object.size)}${time}`, 'It cannot be shown');
}

/** What is written on the processed object, and which version it is. */
function details({ ending }: ReportedImage): Html | undefined {
  const object = ending.processed[0];
  if (object === undefined) return undefined;
  const entries: [string, string][] = [
    ['key', object.key],
    ['content type', object.contentType],
    ...(ending.versionId === undefined ? [] : [['upload version', ending.versionId] as [string, string]]),
    ['version', object.versionId],
    ...Object.entries(object.metadata).sort(([a], [b]) => a.localeCompare(b, 'en')),
  ];
  return html`
<details><summary>Metadata of the processed object</summary>
<dl>${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${printable(value)}</dd>`)}</dl></details>`;
}

const article = (image: ReportedImage): Html => html`
<article>
<h2>${printable(image.ending.input.key)}</h2>
<p class="ended${placeOf(image.ending) === 'processed' ? '' : ' failed'}">${printable(describeEnding(image.ending))}</p>
<div class="pair">${before(image)}${after(image)}</div>${details(image)}
</article>`;

/** The page with the alarms, every image before and after, and the dashboard. It needs no server, no network and no script. */
export const drawPage = ({ deployment, templateFile, milliseconds, images, observation }: ReportedRun): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>Image pipeline: ${summary(images)}</title>
<style>${{ html: PAGE_STYLE + DASHBOARD_STYLE }}</style>
</head>
<body>
<header>
<h1>${images.length} ${images.length === 1 ? 'upload' : 'uploads'}: ${summary(images)}</h1>
<p>${templateFile}, deployed here as ${deployment}, in ${(milliseconds / 1000).toFixed(1)} s. <a href="#dashboard">The dashboard</a> is below the images.</p>
${drawAlarms(observation.alarms)}
</header>
<main>${images.map(article)}
</main>${drawDashboard(observation)}
<footer><p>What the function wrote to its log is in <a href="function.log">function.log</a>.</p></footer>
</body>
</html>
`.html;
