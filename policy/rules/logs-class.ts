import { expectAt, ofType } from '../engine/deployed.ts';
import { addResource, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { is } from '../engine/values.ts';

const CLASS = 'ImageFunctionLogGroup.Properties.LogGroupClass';

export const logsClass: Rule = {
  id: 'LOGS-4',
  title: 'Every log group is of the standard class',
  why: 'The infrequent-access class has no metric filters and reads no embedded metrics: rates, counts and the alarms on them would have nothing to go by.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html',
    controls: ['Well-Architected OPS08-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Logs::LogGroup'), (group) =>
      expectAt(context, group, ['LogGroupClass'], 'STANDARD, which is the default', is(undefined, 'STANDARD')),
    ),
  mutants: [
    { title: 'infrequent access', kind: 'boundary', mutate: set(CLASS, 'INFREQUENT_ACCESS') },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide(CLASS) },
    {
      title: 'a second log group is of the other class',
      kind: 'single',
      mutate: addResource('Second', 'AWS::Logs::LogGroup', { LogGroupClass: 'DELIVERY' }),
    },
  ],
};
