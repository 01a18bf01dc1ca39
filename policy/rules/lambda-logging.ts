import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { expectAt, findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { is } from '../engine/values.ts';

const CONFIG = 'ImageFunction.Properties.LoggingConfig';
/** Lines of INFO carry the metrics; a handler that has a level of its own drops what it does not want by itself. */
function levelsOf(lambda: ResolvedResource): string[] {
  const filters = valueAt(lambda, ['Environment', 'Variables', 'LOG_LEVEL']) !== undefined;
  return filters ? ['TRACE', 'DEBUG'] : ['TRACE', 'DEBUG', 'INFO'];
}

const isOwnGroup = (context: RuleContext) => (name: unknown) =>
  ofType(context, 'AWS::Logs::LogGroup').some((group) => refOf(context, group) === name);

export const lambdaLogging: Rule = {
  id: 'LAMBDA-6',
  title: 'Every function logs JSON to a log group of the stack, and Lambda lets its lines through',
  why: 'A group that Lambda makes by itself keeps logs for ever and stands in the way of the stack that wants to make it. Lines of text, or lines that Lambda drops, count nowhere: the alarms on them never fire.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html',
    controls: ['cdk-nag LambdaLogging', 'Well-Architected OPS04-BP02', 'Well-Architected SEC04-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) => {
      const loudEnough = levelsOf(lambda);
      const level = valueAt(lambda, ['LoggingConfig', 'ApplicationLogLevel']);
      return [
        ...expectAt(context, lambda, ['LoggingConfig', 'LogFormat'], 'JSON', is('JSON')),
        ...expectAt(context, lambda, ['LoggingConfig', 'LogGroup'], 'a log group of the stack', isOwnGroup(context)),
        ...(loudEnough.includes(String(level ?? 'INFO'))
          ? []
          : [findingAt(context, lambda, ['LoggingConfig', 'ApplicationLogLevel'], loudEnough.join(' or '))]),
        ...expectAt(
          context,
          lambda,
          ['LoggingConfig', 'SystemLogLevel'],
          'DEBUG or INFO, which is the default',
          is(undefined, 'DEBUG', 'INFO'),
        ),
      ];
    }),
  mutants: [
    { title: 'left to the default', kind: 'absent', mutate: remove(CONFIG) },
    { title: 'lines of text', kind: 'boundary', mutate: set(`${CONFIG}.LogFormat`, 'Text') },
    {
      title: 'the group is not of the stack',
      kind: 'related',
      mutate: set(`${CONFIG}.LogGroup`, '/aws/lambda/another'),
    },
    { title: 'the group cannot be known', kind: 'hidden', mutate: hide(`${CONFIG}.LogGroup`) },
    {
      title: 'lines that the handler lets through are left to the default',
      kind: 'absent',
      mutate: remove(`${CONFIG}.ApplicationLogLevel`),
    },
    {
      title: 'lines of INFO, which carry the metrics, are dropped',
      kind: 'single',
      mutate: set(`${CONFIG}.ApplicationLogLevel`, 'WARN'),
    },
    { title: "Lambda's own lines are dropped", kind: 'single', mutate: set(`${CONFIG}.SystemLogLevel`, 'WARN') },
  ],
};
