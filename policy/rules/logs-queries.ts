import { findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { append, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';

const NAMES = 'SlowestImagesQuery.Properties.LogGroupNames';

export const logsQueries: Rule = {
  id: 'LOGS-6',
  title: 'Every saved query asks the logs of the stack',
  why: 'A query without a log group asks whichever was asked last. Its answer looks like that of this stack.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html',
    controls: ['Well-Architected OPS08-BP05'],
  },
  check(context) {
    const groups = ofType(context, 'AWS::Logs::LogGroup').map((group) => refOf(context, group));
    return checkEach(ofType(context, 'AWS::Logs::QueryDefinition'), (query) => {
      const asked = listOf(valueAt(query, ['LogGroupNames'])).map(String);
      const isWell = asked.length > 0 && asked.every((group) => groups.includes(group));
      return isWell ? [] : [findingAt(context, query, ['LogGroupNames'], 'log groups of the stack, at least one')];
    });
  },
  mutants: [
    { title: 'one asks none', kind: 'absent', mutate: remove(NAMES) },
    { title: 'its list is empty', kind: 'boundary', mutate: set(NAMES, []) },
    { title: 'one asks another log too', kind: 'single', mutate: append(NAMES, '/aws/lambda/another') },
    { title: 'one asks a log that cannot be known', kind: 'hidden', mutate: hide(`${NAMES}.0`) },
  ],
};
