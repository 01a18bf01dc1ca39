import { type Resource, sub, when } from './cloudformation.ts';
import { alarmArns, widgets } from './dashboard-widgets.ts';
import { Fn, Refs } from './functions.ts';

/** What comes before the name of an alarm. Not by Fn::GetAtt: moto, on which deployments are tried, has no alarms to ask. */
const ALARM_ARN = sub('arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:');

/** The last one is there under a condition: a whole item of the list, with its comma, takes its place. */
const CONCURRENCY_ALARM = '${ConcurrencyAlarm}';

/** Characters of a line, so that with its indentation it stays below 200. */
const LINE_WIDTH = 185;

/** A widget on a line for its frame and one or two for what it shows: a change of either is a change of its line. */
const lines = (widget: object): string =>
  JSON.stringify(widget)
    .replaceAll(/,("(?:metrics|alarms|query|annotations)":)/g, ',\n$1')
    .split('\n')
    .map((line) => (line.length <= LINE_WIDTH ? line : halved(line)))
    .join('\n');

/** Breaks a line behind the item of a list that is nearest to its middle. */
function halved(line: string): string {
  const breaks = [...line.matchAll(/\],(?=\[)|",(?="\$\{Arn\})/g)].map(({ index }) => index + 2);
  const middle = breaks.toSorted(
    (one, other) => Math.abs(one - line.length / 2) - Math.abs(other - line.length / 2),
  )[0];
  return middle === undefined ? line : `${line.slice(0, middle)}\n${line.slice(middle)}`;
}

const body = `{"widgets":[\n${widgets.map(lines).join(',\n')}\n]}\n`
  // A number, which JSON.stringify can only write as a text while it is a variable.
  .replaceAll(/"value":"(\$\{\w+\})"/g, '"value":$1')
  .replace(`"${alarmArns.at(-1)}"`, `"${alarmArns.at(-1)}"${CONCURRENCY_ALARM}`);

/** The dashboard of the pipeline. Every metric carries its dimensions, without which a widget stays empty. */
export const dashboard = () =>
  ({
    Dashboard: {
      Why: 'Shows whether the pipeline is well, and if not, where.',
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: sub('${AWS::StackName}-dashboard'),
        DashboardBody: sub(body, {
          Arn: ALARM_ARN,
          Domain: Fn.FindInMap('Console', Refs.Partition, 'Domain'),
          ConcurrencyAlarm: when<ReturnType<typeof sub> | string>(
            'ReservesConcurrency',
            sub(`,"\${Arn}\${FunctionConcurrencyAlarm}"`, { Arn: ALARM_ARN }),
            '',
          ),
        }),
      },
    },
  }) satisfies Record<string, Resource>;
