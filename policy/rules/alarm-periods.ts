import { expectAt, findingAt, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { is, isHidden, isUnknowable, isWithin, numberOf, numberOr } from '../engine/values.ts';
import { alarmsOf, metricsOf } from '../facts/alarms.ts';

const OPERATORS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];
const AN_HOUR = 3600;
const A_DAY = 86_400;
const A_WEEK = 604_800;
const DLQ = 'DeadLetterQueueAlarm.Properties';

const isPeriod = (seconds: number | undefined): boolean =>
  seconds !== undefined && ([10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0));

export const alarmPeriods: Rule = {
  id: 'ALARM-5',
  title: 'Every alarm has a threshold, a statistic, and periods that CloudWatch accepts',
  why: 'CloudWatch refuses other periods, and more than a day of them in all (a week for periods of an hour or more): the deployment fails when it is nearly done.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
    controls: ['cfn-lint E3615'],
  },
  check: (context) =>
    checkEach(alarmsOf(context), (alarm) => {
      const evaluated = numberOr(valueAt(alarm, ['EvaluationPeriods']), 0);
      const toAlarm = valueAt(alarm, ['DatapointsToAlarm']);
      const isBand = valueAt(alarm, ['ThresholdMetricId']) !== undefined;
      return [
        ...expectAt(context, alarm, ['EvaluationPeriods'], 'a whole number of periods from 1', isWithin(1, A_DAY)),
        ...(toAlarm === undefined || isWithin(1, evaluated ?? 0)(toAlarm)
          ? []
          : [findingAt(context, alarm, ['DatapointsToAlarm'], `1 to the ${evaluated} EvaluationPeriods`)]),
        ...(isBand
          ? []
          : expectAt(
              context,
              alarm,
              ['Threshold'],
              'a number',
              (value) => !isUnknowable(value) && numberOf(value) !== undefined,
            )),
        ...expectAt(context, alarm, ['ComparisonOperator'], `one of ${OPERATORS.join(', ')}`, is(...OPERATORS)),
        ...metricsOf(alarm)
          .filter(({ statistic }) => typeof statistic !== 'string' || isHidden(statistic))
          .map(({ path, statistic }) => findingAt(context, alarm, [...path, 'Statistic'], 'a statistic', statistic)),
        ...metricsOf(alarm).flatMap(({ path, period }) => {
          const seconds = numberOf(period);
          const at = path.length === 0 ? ['Period'] : [...path.slice(0, -1), 'Period'];
          const most = (seconds ?? 0) >= AN_HOUR ? A_WEEK : A_DAY;
          if (!isPeriod(seconds))
            return [findingAt(context, alarm, at, '10, 20, 30 or a multiple of 60 seconds', period)];
          return (seconds ?? 0) * (evaluated ?? 0) > most
            ? [
                findingAt(
                  context,
                  alarm,
                  at,
                  `at most ${most} seconds in all ${evaluated} periods`,
                  `${(seconds ?? 0) * (evaluated ?? 0)}`,
                ),
              ]
            : [];
        }),
      ];
    }),
  mutants: [
    { title: '90 seconds', kind: 'boundary', mutate: set(`${DLQ}.Period`, 90) },
    { title: 'no period', kind: 'absent', mutate: remove(`${DLQ}.Period`) },
    { title: 'a day and a minute in all', kind: 'boundary', mutate: set(`${DLQ}.EvaluationPeriods`, 1441) },
    {
      title: 'more datapoints than periods',
      kind: 'boundary',
      mutate: set('FunctionErrorsAlarm.Properties.DatapointsToAlarm', 6),
    },
    {
      title: 'the period of one metric of several',
      kind: 'single',
      mutate: set('ErrorRateAlarm.Properties.Metrics.1.MetricStat.Period', 61),
    },
    { title: 'the period cannot be known', kind: 'hidden', mutate: hide(`${DLQ}.Period`) },
    { title: 'no statistic', kind: 'absent', mutate: remove('ErrorLinesAlarm.Properties.Statistic') },
    { title: 'no comparison', kind: 'absent', mutate: remove('ErrorLinesAlarm.Properties.ComparisonOperator') },
    { title: 'no threshold', kind: 'absent', mutate: remove(`${DLQ}.Threshold`) },
  ],
};
