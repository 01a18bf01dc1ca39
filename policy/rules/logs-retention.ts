import { LOG_RETENTION_DAYS } from '../../src/pipeline/relations.ts';
import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { numberOr } from '../engine/values.ts';

const RETENTION = 'ImageFunctionLogGroup.Properties.RetentionInDays';

export const logsRetention: Rule = {
  id: 'LOGS-1',
  title: 'Every log group states for how long it keeps its lines, in days that CloudWatch accepts',
  why: 'Without it logs, which name every upload, are kept and paid for without end; any other number fails at deployment.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html#SettingLogRetention',
    controls: [
      'Security Hub CloudWatch.16',
      'Control Tower CT.CLOUDWATCH.PR.2',
      'AWS Config cw-loggroup-retention-period-check',
      'cdk-nag CloudWatchLogGroupRetentionPeriod',
      'CKV_AWS_66',
      'cfn_nag W86',
      'Well-Architected SEC04-BP01',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Logs::LogGroup'), (group) =>
      expectAt(context, group, ['RetentionInDays'], `one of ${LOG_RETENTION_DAYS.join(', ')} days`, (value) =>
        LOG_RETENTION_DAYS.includes(numberOr(value, 0) ?? 0),
      ),
    ),
  mutants: [
    { title: 'kept for ever', kind: 'absent', mutate: remove(RETENTION) },
    { title: '31 days', kind: 'boundary', mutate: set(RETENTION, 31) },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide(RETENTION) },
    {
      title: 'one of two groups is kept for ever',
      kind: 'single',
      mutate: set('Second', { Type: 'AWS::Logs::LogGroup' }),
    },
  ],
};
