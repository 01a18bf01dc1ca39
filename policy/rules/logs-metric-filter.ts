import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden, knownMapOf, listOf, numberOf } from '../engine/values.ts';
import { alarmsOf, isUpwards, metricsOf } from '../facts/alarms.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

const FILTER = 'ErrorLinesMetricFilter.Properties';
const TRANSFORMATION = `${FILTER}.MetricTransformations.0`;

const isJsonPattern = (value: unknown): boolean =>
  typeof value === 'string' && !isHidden(value) && value.trim().startsWith('{') && value.trim().endsWith('}');

const loggedGroups = (context: RuleContext): unknown[] =>
  ofType(context, 'AWS::Lambda::Function').map((lambda) => valueAt(lambda, ['LoggingConfig', 'LogGroup']));

function checkTransformation(context: RuleContext, filter: ResolvedResource, index: number) {
  const path = ['MetricTransformations', index];
  const entry = knownMapOf(valueAt(filter, path));
  const { MetricNamespace, MetricName, MetricValue, DefaultValue, Dimensions } = entry;
  const isWatched = alarmsOf(context)
    .filter(isUpwards)
    .flatMap(metricsOf)
    .some(
      ({ namespace, name, statistic }) => namespace === MetricNamespace && name === MetricName && statistic === 'Sum',
    );
  const isOwn = typeof MetricNamespace === 'string' && !MetricNamespace.startsWith('AWS/');
  const value = String(MetricValue);
  return [
    ...(isOwn ? [] : [findingAt(context, filter, [...path, 'MetricNamespace'], 'a namespace of our own, not AWS/')]),
    ...(isWatched
      ? []
      : [
          findingAt(
            context,
            filter,
            [...path, 'MetricName'],
            'a metric whose Sum an alarm of the stack watches for being above a threshold',
            MetricName,
          ),
        ]),
    ...(numberOf(MetricValue) === 1 || value.startsWith('$.')
      ? []
      : [findingAt(context, filter, [...path, 'MetricValue'], '1 for each line, or a field such as $.bytes')]),
    ...(DefaultValue === undefined || (numberOf(DefaultValue) === 0 && listOf(Dimensions).length === 0)
      ? []
      : [findingAt(context, filter, [...path, 'DefaultValue'], '0, and none beside Dimensions')]),
  ];
}

export const logsMetricFilter: Rule = {
  id: 'LOGS-3',
  title: 'The error lines of the function are counted, by a filter that fits its log and that an alarm watches',
  why: 'A filter for text on JSON lines, on another group or in a reserved namespace deploys, or nearly so, and counts nothing: errors pile up in silence.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html',
    controls: ['CIS 4', 'Security Hub CloudWatch.1', 'Well-Architected OPS08-BP01'],
  },
  check(context) {
    const filters = ofType(context, 'AWS::Logs::MetricFilter');
    const { logGroup, imageFunction } = imagePipelineOf(context) ?? {};
    if (filters.length === 0 && !logGroup) return notApplicable;
    const groups = ofType(context, 'AWS::Logs::LogGroup').map((group) => refOf(context, group));
    const counts = filters.some(
      ({ Properties }) =>
        logGroup &&
        Properties['LogGroupName'] === refOf(context, logGroup) &&
        String(Properties['FilterPattern']).replaceAll(' ', '') === '{$.level="ERROR"}',
    );
    return [
      ...(logGroup && imageFunction && !counts
        ? [
            findingAt(
              context,
              logGroup,
              [],
              'a metric filter { $.level = "ERROR" } on the log of the function',
              'no such filter',
            ),
          ]
        : []),
      ...filters.flatMap((filter) => {
        const group = valueAt(filter, ['LogGroupName']);
        const pattern = valueAt(filter, ['FilterPattern']);
        const transformations = listOf(valueAt(filter, ['MetricTransformations']));
        return [
          ...(groups.includes(String(group))
            ? []
            : [findingAt(context, filter, ['LogGroupName'], 'a log group of the stack')]),
          ...(loggedGroups(context).includes(group) && !isJsonPattern(pattern)
            ? [findingAt(context, filter, ['FilterPattern'], 'a pattern for JSON, such as { $.level = "ERROR" }')]
            : []),
          ...transformations.flatMap((_, index) => checkTransformation(context, filter, index)),
        ];
      }),
    ];
  },
  mutants: [
    { title: 'there is none', kind: 'absent', mutate: remove('ErrorLinesMetricFilter') },
    { title: 'a pattern for text', kind: 'boundary', mutate: set(`${FILTER}.FilterPattern`, 'ERROR') },
    { title: 'another level', kind: 'boundary', mutate: set(`${FILTER}.FilterPattern`, '{ $.level = "FATAL" }') },
    { title: 'another log group', kind: 'single', mutate: set(`${FILTER}.LogGroupName`, '/aws/lambda/another') },
    { title: 'the group cannot be known', kind: 'hidden', mutate: hide(`${FILTER}.LogGroupName`) },
    {
      title: 'a reserved namespace',
      kind: 'boundary',
      mutate: set(`${TRANSFORMATION}.MetricNamespace`, 'AWS/Images'),
    },
    {
      title: 'a default beside dimensions',
      kind: 'boundary',
      mutate: set(`${TRANSFORMATION}.Dimensions`, [{ Key: 'code', Value: '$.code' }]),
    },
    { title: 'every line counts nothing', kind: 'boundary', mutate: set(`${TRANSFORMATION}.MetricValue`, '0') },
    {
      title: 'periods without a line count one',
      kind: 'boundary',
      mutate: set(`${TRANSFORMATION}.DefaultValue`, 1),
    },
    {
      title: 'its alarm fires when there are few lines',
      kind: 'related',
      mutate: set('ErrorLinesAlarm.Properties.ComparisonOperator', 'LessThanThreshold'),
    },
    { title: 'no alarm watches it', kind: 'related', mutate: remove('ErrorLinesAlarm') },
  ],
};
