import { type Resource, sub, when } from './cloudformation.ts';
import { alarmArns, widgets } from './dashboard-widgets.ts';
import { Fn, Refs } from './functions.ts';

/** What comes before the name of an alarm. Not by Fn::GetAtt: moto, on which deployments are tried, has no alarms to ask. */
const ALARM_ARN = sub('arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:');

/** The last one is there under a condition: a whole item of the list, with its comma, takes its place. */
const CONCURRENCY_ALARM = '${ConcurrencyAlarm}';

/** One widget a line: a change of the dashboard is then a change of lines in the pull request. */
const body = `{"widgets":[\n${widgets.map((each) => JSON.stringify(each)).join(',\n')}\n]}\n`
  // A number, which JSON.stringify can only write as a text while it is a variable.
  .replaceAll(/"value":"(\$\{\w+\})"/g, '"value":$1')
  .replace(`"${alarmArns.at(-1)}"`, `"${alarmArns.at(-1)}"${CONCURRENCY_ALARM}`);

/** The dashboard of the pipeline. Every metric carries its dimensions, without which a widget stays empty. */
export const dashboard = () =>
  ({
    Dashboard: {
      Why: 'Shows on one screen whether the pipeline is well, and if not, where.',
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
