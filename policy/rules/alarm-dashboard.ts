import { arnOf, findingAt, ofType, refOf, valueAt } from '../deployed.ts';
import { hide, remove, set } from '../mutate.ts';
import { pipelineOf } from '../pipeline.ts';
import { unpublished } from '../published-metrics.ts';
import type { Judged, Rule } from '../rule.ts';
import { isHidden, listOf, mapOf } from '../values.ts';

const BODY = 'Dashboard.Properties.DashboardBody';

/** Undefined when it is no JSON of a map. */
function readBody(body: unknown): Record<string, unknown> | undefined {
  try {
    const value: unknown = typeof body === 'string' && !isHidden(body) ? JSON.parse(body) : undefined;
    return typeof value === 'object' && value !== null ? mapOf(value) : undefined;
  } catch {
    return undefined;
  }
}

/** `[namespace, name, dimension, value, …, options]`; expressions have options alone. */
function problemsOfMetric(judged: Judged, metric: unknown): string[] {
  const texts = listOf(metric).filter((part) => typeof part === 'string');
  const [namespace, name, ...pairs] = texts;
  if (texts.length === 0) return [];
  const dimensions = pairs.filter((_, index) => index % 2 === 0);
  const wrong = unpublished(judged, { namespace, name, dimensions }, pipelineOf(judged) !== undefined);
  return wrong ? [`${wrong.received} (expected ${wrong.expected})`] : [];
}

function problemsOf(judged: Judged, body: Record<string, unknown>): string[] {
  const widgets = listOf(body['widgets']).map(mapOf);
  const metrics = widgets.filter(({ type }) => type === 'metric').map((widget) => mapOf(widget['properties']));
  const text = JSON.stringify(body);
  const { imageQueue, deadLetterQueue, imageFunction } = pipelineOf(judged) ?? {};
  const shown = [
    ...[imageQueue, deadLetterQueue].map((queue) => queue && (arnOf(judged, queue).split(':').at(-1) ?? '')),
    imageFunction && refOf(judged, imageFunction),
  ].filter((name) => name !== undefined);
  return [
    ...(widgets.length === 0 ? ['no widgets'] : []),
    ...metrics.filter(({ region }) => typeof region !== 'string').map(({ title }) => `no region for ${title}`),
    ...(text.includes('${') ? ['${ that nothing has replaced'] : []),
    ...shown.filter((name) => !text.includes(`"${name}"`)).map((name) => `nothing of ${name}`),
    ...metrics.flatMap((properties) =>
      listOf(properties['metrics']).flatMap((metric) => problemsOfMetric(judged, metric)),
    ),
  ];
}

export const alarmDashboard: Rule = {
  id: 'ALARM-9',
  title:
    'Every dashboard can be read, and shows metrics that exist; that of the pipeline shows its queues and its function',
  why: 'A body that is no JSON fails the deployment; a wrong name or a left-over ${…} shows an empty graph when it is needed most.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html',
    controls: ['Well-Architected OPS08-BP05'],
  },
  check(judged) {
    const dashboards = ofType(judged, 'AWS::CloudWatch::Dashboard');
    const imageFunction = pipelineOf(judged)?.imageFunction;
    if (imageFunction && dashboards.length === 0)
      return [findingAt(judged, imageFunction, [], 'a dashboard that shows the function', 'no dashboard')];
    return dashboards.flatMap((dashboard) => {
      const body = readBody(valueAt(dashboard, ['DashboardBody']));
      if (!body) return [findingAt(judged, dashboard, ['DashboardBody'], 'JSON')];
      return problemsOf(judged, body).map((problem) =>
        findingAt(judged, dashboard, ['DashboardBody'], 'widgets with a region and metrics that exist', problem),
      );
    });
  },
  mutants: [
    { title: 'there is none', kind: 'absent', mutate: remove('Dashboard') },
    { title: 'it is no JSON', kind: 'over the line', mutate: set(BODY, '{"widgets":[}') },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide(BODY) },
    {
      title: 'a widget without a region',
      kind: 'some',
      mutate: set(
        BODY,
        '{"widgets":[{"type":"metric","properties":{"metrics":[["AWS/SQS","NumberOfMessagesSent","QueueName","a"]]}}]}',
      ),
    },
    {
      title: 'nothing has replaced a variable',
      kind: 'over the line',
      mutate: set(BODY, '{"widgets":[{"type":"text","properties":{"markdown":"${AWS::StackName}"}}]}'),
    },
    { title: 'a metric that does not exist', kind: 'companion', mutate: remove('ErrorLinesMetricFilter') },
  ],
};
