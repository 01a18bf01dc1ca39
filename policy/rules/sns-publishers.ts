import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, findingAt, ofType, refOf } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { alarmTopics } from '../facts/alarms.ts';
import { conditionValues, type Statement, statementsOf } from '../facts/statements.ts';
import { policiesOn } from '../facts/topology.ts';
import { overlap } from '../facts/wildcards.ts';

const STATEMENT = 'AlarmTopicPolicy.Properties.PolicyDocument.Statement.0';

const letsAlarmsPublish = (context: RuleContext, statement: Statement, topic: ResolvedResource): boolean => {
  const { element, principals, actions, resources } = statement;
  const { Partition, Region, AccountId } = context.settings.pseudo;
  const anAlarm = `arn:${Partition}:cloudwatch:${Region}:${AccountId}:alarm:*`;
  const sources = conditionValues(statement, ['ArnLike', 'ArnEquals'], 'aws:SourceArn') ?? [anAlarm];
  return (
    element('Effect') === 'Allow' &&
    principals.includes('Service cloudwatch.amazonaws.com') &&
    actions.includes('sns:Publish') &&
    resources.includes(arnOf(context, topic)) &&
    sources.some((pattern) => overlap(pattern, anAlarm))
  );
};

export const snsPublishers: Rule = {
  id: 'SNS-4',
  title: 'The alarms of this account may publish to their topic, and no service may for another account',
  why: 'A topic with a policy of its own has lost the default one: unless it names CloudWatch, alarms fire and nobody hears of it. Without the account, the alarms of other accounts come too.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html',
    controls: ['Security Hub SNS.4', 'Security Hub CloudWatch.15', 'Well-Architected OPS08-BP04'],
  },
  check(context) {
    const alarmed = alarmTopics(context);
    return checkEach(ofType(context, 'AWS::SNS::Topic'), (topic) => {
      const policies = policiesOn(context, 'AWS::SNS::TopicPolicy', 'Topics', refOf(context, topic));
      const statements = statementsOf(context, 'resource').filter(({ owner }) => policies.includes(owner));
      const [policy] = policies;
      const isMute =
        policy &&
        alarmed.includes(topic) &&
        !statements.some((statement) => letsAlarmsPublish(context, statement, topic));
      const account = context.settings.pseudo.AccountId;
      return [
        ...(isMute
          ? [
              findingAt(
                context,
                policy,
                ['PolicyDocument', 'Statement'],
                'an Allow of sns:Publish on the topic for cloudwatch.amazonaws.com',
                'no such statement',
              ),
            ]
          : []),
        ...statements
          .filter(({ allows, principals }) => allows && principals.some((name) => name.startsWith('Service ')))
          .filter((statement) => conditionValues(statement, ['StringEquals'], 'aws:SourceAccount')?.join() !== account)
          .map(({ owner, path }) =>
            findingAt(context, owner, [...path, 'Condition'], `StringEquals aws:SourceAccount ${account}`),
          ),
      ];
    });
  },
  mutants: [
    {
      title: 'only what is no alarm may publish',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Condition.ArnLike.aws:SourceArn`, 'arn:aws:events:*:*:rule/*'),
    },
    { title: 'alarms may not publish', kind: 'related', mutate: remove(STATEMENT) },
    {
      title: 'any account may have alarms published',
      kind: 'absent',
      mutate: remove(`${STATEMENT}.Condition.StringEquals`),
    },
    {
      title: 'the account cannot be known',
      kind: 'hidden',
      mutate: hide(`${STATEMENT}.Condition.StringEquals.aws:SourceAccount`),
    },
    {
      title: 'another service may publish',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Principal.Service`, 'events.amazonaws.com'),
    },
    {
      title: 'they may publish to another topic',
      kind: 'single',
      mutate: set(`${STATEMENT}.Resource`, { 'Fn::Sub': '${AlarmTopic}-another' }),
    },
  ],
};
