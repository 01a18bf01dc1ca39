import { arnOf, ofType, refOf } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { policiesOn } from '../facts/topology.ts';
import { expectTlsOnly } from '../facts/transport.ts';

const STATEMENT = 'AlarmTopicPolicy.Properties.PolicyDocument.Statement.1';

export const snsTlsOnly: Rule = {
  id: 'SNS-2',
  title: 'Every topic refuses to publish without TLS',
  why: 'Over plain HTTP a false alarm, or a false all-clear, can be forged on the way.',
  reference: {
    url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit',
    controls: ['cdk-nag AwsSolutions-SNS3', 'Well-Architected SEC09-BP02'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SNS::Topic'), (topic) => {
      const policies = policiesOn(context, 'AWS::SNS::TopicPolicy', 'Topics', refOf(context, topic));
      return expectTlsOnly(context, topic, policies, 'sns:Publish', [arnOf(context, topic)]);
    }),
  mutants: [
    { title: 'the topic has no policy', kind: 'related', mutate: remove('AlarmTopicPolicy') },
    { title: 'the policy lacks the statement', kind: 'single', mutate: remove(STATEMENT) },
    { title: 'its condition is missing', kind: 'absent', mutate: remove(`${STATEMENT}.Condition`) },
    {
      title: 'the topic of the policy cannot be known',
      kind: 'hidden',
      mutate: hide('AlarmTopicPolicy.Properties.Topics'),
    },
    { title: 'it denies subscribing', kind: 'boundary', mutate: set(`${STATEMENT}.Action`, 'sns:Subscribe') },
    {
      title: 'it denies requests with TLS',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Condition.Bool`, { 'aws:SecureTransport': 'true' }),
    },
  ],
};
