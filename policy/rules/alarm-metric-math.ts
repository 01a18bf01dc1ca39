import { findingAt, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden, isTrue, listOf, mapOf } from '../engine/values.ts';
import { alarmsOf } from '../facts/alarms.ts';

const METRICS = 'ErrorRateAlarm.Properties.Metrics';

/** The ids in an expression: words that begin in lower case. Functions and constants are in upper case. */
const idsIn = (expression: string): string[] => expression.match(/\b[a-z][A-Za-z0-9_]*\b/g) ?? [];

export const alarmMetricMath: Rule = {
  id: 'ALARM-8',
  title: 'The metric math of every alarm uses what it names, and gives one result',
  why: 'CloudWatch refuses an alarm with two results or an unknown name only at deployment; a metric that no expression uses is watched by nobody.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html',
    controls: ['cfn-lint E3712', 'Well-Architected OPS08-BP01'],
  },
  check: (context) =>
    checkEach(alarmsOf(context), (alarm) => {
      const entries = listOf(valueAt(alarm, ['Metrics'])).map(mapOf);
      if (entries.length === 0) return [];
      const ids = entries.map((entry) => String(entry['Id']));
      const results = entries.filter((entry) => entry['ReturnData'] === undefined || isTrue(entry['ReturnData']));
      const used = entries.flatMap((entry) => idsIn(String(entry['Expression'] ?? '')));
      return [
        ...(results.length === 1
          ? []
          : [findingAt(context, alarm, ['Metrics'], 'one entry that returns data', `${results.length}`)]),
        ...entries.flatMap((entry, index) => {
          const at = ['Metrics', index];
          const expression = entry['Expression'];
          const unknown = isHidden(expression) ? [] : idsIn(String(expression ?? '')).filter((id) => !ids.includes(id));
          const isIdle = !results.includes(entry) && !used.includes(String(entry['Id']));
          const isEither = (expression === undefined) !== (entry['MetricStat'] === undefined);
          return [
            ...(isEither
              ? []
              : [
                  findingAt(
                    context,
                    alarm,
                    at,
                    'an Expression or a MetricStat, one of them',
                    Object.keys(entry).join(', '),
                  ),
                ]),
            ...(isHidden(expression)
              ? [findingAt(context, alarm, [...at, 'Expression'], 'an expression that can be known')]
              : []),
            ...unknown.map((id) =>
              findingAt(context, alarm, [...at, 'Expression'], `only the ids ${ids.join(', ')}`, id),
            ),
            ...(isIdle ? [findingAt(context, alarm, [...at, 'Id'], 'an id that an expression uses')] : []),
          ];
        }),
      ];
    }),
  mutants: [
    { title: 'a metric is a second result', kind: 'boundary', mutate: remove(`${METRICS}.1.ReturnData`) },
    { title: 'nothing is the result', kind: 'absent', mutate: set(`${METRICS}.0.ReturnData`, false) },
    { title: 'a name that is not there', kind: 'related', mutate: remove(`${METRICS}.2`) },
    { title: 'a metric that is not used', kind: 'single', mutate: set(`${METRICS}.0.Expression`, 'processed / 2') },
    { title: 'the expression cannot be known', kind: 'hidden', mutate: hide(`${METRICS}.0.Expression`) },
    { title: 'neither expression nor metric', kind: 'absent', mutate: remove(`${METRICS}.0.Expression`) },
  ],
};
