import { findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { hide, replace } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { listOf, mapOf, show } from '../engine/values.ts';
import { alarmArns, bodyOf, type Widget, type WidgetMetric, widgetsOf } from '../facts/dashboard.ts';

type Wrong = { expected: string; received: string };

/** Dimensions of AWS that name a resource, and the type of it. */
const NAMED: Readonly<Record<string, string>> = {
  QueueName: 'AWS::SQS::Queue',
  FunctionName: 'AWS::Lambda::Function',
  BucketName: 'AWS::S3::Bucket',
  LogGroupName: 'AWS::Logs::LogGroup',
  TableName: 'AWS::DynamoDB::Table',
};

/** The names under which CloudWatch knows the resources of a type: those of queues are the end of their URLs. */
const namesOf = (context: RuleContext, type: string): string[] =>
  ofType(context, type).map((resource) =>
    type === 'AWS::SQS::Queue' ? (refOf(context, resource).split('/').at(-1) ?? '') : refOf(context, resource),
  );

/** Whether a metric filter of the stack makes this metric without dimensions. */
const comesFromFilter = (context: RuleContext, { namespace, name }: WidgetMetric): boolean =>
  ofType(context, 'AWS::Logs::MetricFilter')
    .flatMap((filter) => listOf(valueAt(filter, ['MetricTransformations'])))
    .map(mapOf)
    .some(({ MetricNamespace, MetricName }) => MetricNamespace === namespace && MetricName === name);

function wrongMetric(context: RuleContext, metric: WidgetMetric): Wrong[] {
  const { place, dimensions } = metric;
  if (dimensions.length === 0)
    return comesFromFilter(context, metric) ? [] : [{ expected: `dimensions of ${place}`, received: 'none' }];
  return dimensions.flatMap(({ name, value }) => {
    const type = NAMED[name];
    if (type === undefined || (value !== undefined && namesOf(context, type).includes(value))) return [];
    return [{ expected: `${name} of ${place} to name a resource of the stack`, received: show(value) }];
  });
}

/** Widgets of the log have to read one of the stack, and those of alarms to show alarms of the stack. */
function wrongSubjects(context: RuleContext, { place, type, properties }: Widget): Wrong[] {
  if (type === 'log') {
    const groups = ofType(context, 'AWS::Logs::LogGroup').map((group) => refOf(context, group));
    const asked = [...String(properties['query']).matchAll(/\bSOURCE '([^']*)'/g)].map(([, group]) => group ?? '');
    if (asked.length > 0 && asked.every((group) => groups.includes(group))) return [];
    return [{ expected: `SOURCE of ${place} to be a log group of the stack`, received: asked.join(', ') || 'none' }];
  }
  if (type !== 'alarm') return [];
  const alarms = alarmArns(context);
  return listOf(properties['alarms'])
    .filter((arn) => !alarms.includes(String(arn)))
    .map((arn) => ({ expected: `${place} to show alarms of the stack`, received: show(arn) }));
}

const BODY = 'Dashboard.Properties.DashboardBody';
const inBody = (from: string | RegExp, to: string) => replace(BODY, from, to);

/** Both say in which Region to look. */
const REGIONAL = ['metric', 'log'];

export const stackDashboard: Rule = {
  id: 'STACK-16',
  title: 'Every dashboard is JSON whose metrics, logs and alarms exist: of this stack, in its Region',
  why: 'CloudFormation takes any text. A wrong dimension or variable shows an empty graph, which looks like silence, during an incident.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html',
    controls: ['Well-Architected OPS08-BP01', 'Well-Architected REL06-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::CloudWatch::Dashboard'), (dashboard) => {
      const text = String(valueAt(dashboard, ['DashboardBody']));
      const finding = ({ expected, received }: Wrong) =>
        findingAt(context, dashboard, ['DashboardBody'], expected, received);
      const left = /\$\{[^}]*\}/.exec(text);
      if (left) return [finding({ expected: 'no variable that is not replaced', received: left[0] })];
      const body = bodyOf(dashboard);
      if (!body) return [finding({ expected: 'a JSON object', received: show(text) })];
      const widgets = widgetsOf(body);
      const metrics = widgets.flatMap((widget) => widget.metrics);
      const wrong = [
        ...widgets
          .filter(
            ({ type, properties }) =>
              REGIONAL.includes(type) && properties['region'] !== context.settings.pseudo.Region,
          )
          .map(({ place, properties }) => ({
            expected: `region of ${place} to be that of the stack`,
            received: show(properties['region']),
          })),
        ...metrics.flatMap((metric) => wrongMetric(context, metric)),
        ...widgets.flatMap((widget) => wrongSubjects(context, widget)),
      ];
      return wrong.map(finding);
    }),
  mutants: [
    { title: 'the body is not JSON', kind: 'boundary', mutate: inBody(/\]\}\s*$/, ']') },
    { title: 'one widget names no Region', kind: 'absent', mutate: inBody('"region":"${AWS::Region}",', '') },
    {
      title: 'one widget shows another Region',
      kind: 'single',
      mutate: inBody('"region":"${AWS::Region}",', '"region":"us-east-1",'),
    },
    { title: 'one variable is left as it is', kind: 'hidden', mutate: inBody('${ImageFunction}', '${!ImageFunction}') },
    {
      title: 'one metric is of the logical id instead of the name',
      kind: 'boundary',
      mutate: inBody('${ImageQueue.QueueName}', 'ImageQueue'),
    },
    {
      title: 'one metric is of the URL instead of the name',
      kind: 'boundary',
      mutate: inBody('${DeadLetterQueue.QueueName}', '${DeadLetterQueue}'),
    },
    {
      title: 'one metric has no dimensions',
      kind: 'absent',
      mutate: inBody('"Errors","FunctionName","${ImageFunction}"', '"Errors"'),
    },
    {
      title: 'the log is of another function',
      kind: 'boundary',
      mutate: inBody("SOURCE '${ImageFunctionLogGroup}'", "SOURCE '/aws/lambda/another'"),
    },
    {
      title: 'the log names no Region',
      kind: 'single',
      mutate: inBody('"region":"${AWS::Region}","view":"timeSeries"', '"view":"timeSeries"'),
    },
    {
      title: 'one alarm has its name instead of its ARN',
      kind: 'boundary',
      mutate: inBody('${Arn}${ErrorRateAlarm}', '${ErrorRateAlarm}'),
    },
    { title: 'the body cannot be known', kind: 'hidden', mutate: hide(BODY) },
  ],
};
