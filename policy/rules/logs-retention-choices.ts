import { LOG_RETENTION_DAYS } from '../../src/pipeline/relations.ts';
import { addResource, append, remove, set } from '../engine/mutate.ts';
import { checkEach, type Finding, type Rule } from '../engine/rule.ts';
import { mapOf, numberOf, show } from '../engine/values.ts';
import { nodesIn } from '../engine/walk.ts';

export const logsRetentionChoices: Rule = {
  id: 'LOGS-2',
  title: 'A parameter for the retention of logs admits only what CloudWatch accepts',
  why: 'Any other value passes every check of the template, and fails in the middle of a deployment.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html',
    controls: ['cfn-lint E3030'],
  },
  check: ({ template }) => {
    const names = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::Logs::LogGroup')
      .flatMap(({ Properties }) => nodesIn(Properties?.['RetentionInDays']).map(({ value }) => mapOf(value)['Ref']));
    const asked = [...new Set(names)].flatMap((name) => {
      const parameter = typeof name === 'string' ? template.Parameters?.[name] : undefined;
      return parameter ? [{ name, parameter }] : [];
    });
    return checkEach(asked, ({ name, parameter }): Finding[] => {
      const values = parameter.AllowedValues ?? [];
      const wrong = values.find((value) => !LOG_RETENTION_DAYS.includes(numberOf(value) ?? 0));
      if (values.length > 0 && wrong === undefined) return [];
      const path = ['Parameters', String(name), 'AllowedValues'];
      return [{ path, expected: `only ${LOG_RETENTION_DAYS.join(', ')}`, received: show(wrong) }];
    });
  },
  mutants: [
    { title: 'any number is admitted', kind: 'absent', mutate: remove('Parameters.LogRetentionDays.AllowedValues') },
    {
      title: 'another log takes the days of uploads',
      kind: 'single',
      mutate: addResource('Log', 'AWS::Logs::LogGroup', { RetentionInDays: { Ref: 'UploadRetentionDays' } }),
    },
    {
      title: 'under a condition it takes the days of uploads',
      kind: 'hidden',
      mutate: set('ImageFunctionLogGroup.Properties.RetentionInDays', {
        'Fn::If': ['ReservesConcurrency', { Ref: 'LogRetentionDays' }, { Ref: 'UploadRetentionDays' }],
      }),
    },
    { title: '31 is admitted', kind: 'boundary', mutate: append('Parameters.LogRetentionDays.AllowedValues', 31) },
  ],
};
