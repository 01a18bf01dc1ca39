import { printable, showBytes } from '../../shared/text.ts';
import { drawAlarms } from './dashboard/alarm-chips.ts';
import { drawDashboard } from './dashboard/dashboard.ts';
import { DASHBOARD_STYLE } from './dashboard/dashboard-style.ts';
import { type Html, html } from './dashboard/html.ts';
import { describeEnding, placeOf } from './ending.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { PictureFacts } from './picture-facts.ts';
import { type ReportedImage, type ReportedRun, summary } from './report.ts';

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
