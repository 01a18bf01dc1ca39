import type { Template } from '../../src/template/template.ts';
import { bodyOf, metricWidgets, type WidgetMetric } from '../dashboard.ts';
import { findingAt, ofType, refOf, valueAt } from '../deployed.ts';
import { hide, set } from '../mutate.ts';
import { pipelineOf } from '../pipeline.ts';
import type { Judged, Rule } from '../rule.ts';
import { listOf, mapOf, show } from '../values.ts';

type Wrong = { expected: string; received: string };

/** Dimensions of AWS that name a resource, and the type of it. */
const NAMED: Readonly<Record<string, string>> = {
  QueueName: 'AWS::SQS::Queue',
  FunctionName: 'AWS::Lambda::Function',
  BucketName: 'AWS::S3::Bucket',
  LogGroupName: 'AWS::Logs::LogGroup',
  TableName: 'AWS::DynamoDB::Table',
};

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** The names under which CloudWatch knows the resources of a type: those of queues are the end of their URLs. */
const namesOf = (judged: Judged, type: string): string[] =>
  ofType(judged, type).map((resource) =>
    type === 'AWS::SQS::Queue' ? lastPart(refOf(judged, resource)) : refOf(judged, resource),
  );

/** Whether a metric filter of the stack makes this metric without dimensions. */
const comesFromFilter = (judged: Judged, { namespace, name }: WidgetMetric): boolean =>
  ofType(judged, 'AWS::Logs::MetricFilter')
    .flatMap((filter) => listOf(valueAt(filter, ['MetricTransformations'])))
    .map(mapOf)
    .some(({ MetricNamespace, MetricName }) => MetricNamespace === namespace && MetricName === name);

function wrongMetric(judged: Judged, metric: WidgetMetric): Wrong[] {
  const { place, dimensions } = metric;
  if (dimensions.length === 0)
    return comesFromFilter(judged, metric) ? [] : [{ expected: `dimensions of ${place}`, received: 'none' }];
  return dimensions.flatMap(({ name, value }) => {
    const type = NAMED[name];
    if (type === undefined || namesOf(judged, type).includes(value)) return [];
    return [{ expected: `${name} of ${place} to name a resource of the stack`, received: show(value) }];
  });
}

/** What the dashboard of the pipeline has to show, each by a dimension of some metric. */
function missingSubjects(judged: Judged, metrics: readonly WidgetMetric[]): Wrong[] {
  const { imageQueue, deadLetterQueue, imageFunction } = pipelineOf(judged) ?? {};
  const shown = new Set(metrics.flatMap(({ dimensions }) => dimensions.map(({ value }) => value)));
  return [imageQueue, deadLetterQueue, imageFunction]
    .filter((resource) => resource !== undefined)
    .filter((resource) => !shown.has(lastPart(refOf(judged, resource))))
    .map(({ LogicalId }) => ({ expected: `a metric of ${LogicalId}`, received: 'none' }));
}

const inBody = (from: string | RegExp, to: string) => (template: Template) => {
  const body = mapOf(template.Resources['Dashboard']?.Properties?.['DashboardBody']);
  body['Fn::Sub'] = String(body['Fn::Sub']).replace(from, to);
};

export const stackDashboard: Rule = {
  id: 'STACK-16',
  title: 'Every dashboard is JSON whose metrics exist: of this stack, in its Region',
  why: 'CloudFormation takes any text. A wrong dimension or variable shows an empty graph, which looks like silence, during an incident.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html',
    controls: ['Well-Architected OPS08-BP01', 'Well-Architected REL06-BP01'],
  },
  check: (judged) =>
    ofType(judged, 'AWS::CloudWatch::Dashboard').flatMap((dashboard) => {
      const text = String(valueAt(dashboard, ['DashboardBody']));
      const finding = ({ expected, received }: Wrong) =>
        findingAt(judged, dashboard, ['DashboardBody'], expected, received);
      const left = /\$\{[^}]*\}/.exec(text);
      if (left) return [finding({ expected: 'no variable that is not replaced', received: left[0] })];
      const body = bodyOf(dashboard);
      if (!body) return [finding({ expected: 'a JSON object', received: show(text) })];
      const widgets = metricWidgets(body);
      const metrics = widgets.flatMap((widget) => widget.metrics);
      const wrong = [
        ...widgets
          .filter(({ properties }) => properties['region'] !== judged.settings.pseudo.Region)
          .map(({ place, properties }) => ({
            expected: `region of ${place} to be that of the stack`,
            received: show(properties['region']),
          })),
        ...metrics.flatMap((metric) => wrongMetric(judged, metric)),
        ...missingSubjects(judged, metrics),
      ];
      return wrong.map(finding);
    }),
  mutants: [
    { title: 'the body is not JSON', kind: 'over the line', mutate: inBody(/\]\}\s*$/, ']') },
    { title: 'one widget names no Region', kind: 'absent', mutate: inBody('"region":"${AWS::Region}",', '') },
    {
      title: 'one widget shows another Region',
      kind: 'some',
      mutate: inBody('"region":"${AWS::Region}",', '"region":"us-east-1",'),
    },
    { title: 'one variable is left as it is', kind: 'hidden', mutate: inBody('${ImageFunction}', '${!ImageFunction}') },
    {
      title: 'one metric is of the logical id instead of the name',
      kind: 'over the line',
      mutate: inBody('${ImageQueue.QueueName}', 'ImageQueue'),
    },
    {
      title: 'one metric is of the URL instead of the name',
      kind: 'over the line',
      mutate: inBody('${DeadLetterQueue.QueueName}', '${DeadLetterQueue}'),
    },
    {
      title: 'one metric has no dimensions',
      kind: 'absent',
      mutate: inBody('"AWS/Lambda","Errors","FunctionName","${ImageFunction}"', '"AWS/Lambda","Errors"'),
    },
    {
      title: 'the dead-letter queue is not shown',
      kind: 'companion',
      mutate: inBody('${DeadLetterQueue.QueueName}', '${ImageQueue.QueueName}'),
    },
    { title: 'the body cannot be known', kind: 'hidden', mutate: hide('Dashboard.Properties.DashboardBody') },
    { title: 'the body is empty', kind: 'absent', mutate: set('Dashboard.Properties.DashboardBody', '{}') },
  ],
};
