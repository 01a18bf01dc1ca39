import { type Html, html } from './html.ts';
import { inReadingOrder, type Observation } from './observe.ts';
import { drawWidget } from './widget.ts';

/** The dashboard of the template, drawn with the figures of the run. */
export const drawDashboard = (observation: Observation): Html => html`
<section id="dashboard">
<h2>The dashboard, with the figures of this run</h2>
<p>As CloudWatch would lay it out. A point in a chart is ${observation.stepSeconds} s of the run instead of the minutes that CloudWatch takes together; the figure beside a name is that of the whole run. Samples of the queues are taken more often than SQS takes them.</p>
<div class="grid">${inReadingOrder(observation.widgets).map((widget) => drawWidget(widget, observation))}
</div>
</section>`;
