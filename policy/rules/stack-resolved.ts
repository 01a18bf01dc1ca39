import { hide, set } from '../mutate.ts';
import type { Finding, Rule } from '../rule.ts';

// Secrets are meant to be known at deployment alone; a rule to which such a value matters says so itself.
const SECRET = /\{\{resolve:(?:secretsmanager|ssm-secure):/;

/** The two parts of a message of the form "Expected … but received …". */
function words(message: string): Pick<Finding, 'expected' | 'received'> {
  const [expected = '', ...received] = message.replace(/^Expected /, '').split(' but received ');
  return received.length === 0
    ? { expected: 'a value that can be resolved', received: message }
    : { expected, received: received.join(' but received ') };
}

export const stackResolved: Rule = {
  id: 'STACK-1',
  title: 'Every value of the template can be known before it is deployed',
  why: 'What cannot be resolved cannot be judged: a weakening could hide in it. A name that does not exist fails the deployment.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html',
    controls: ['cfn-lint E1010', 'cfn-lint E1012', 'cfn-lint E1019', 'Well-Architected OPS05-BP04'],
  },
  check({ resolved }) {
    // One value that is used in ten places is one finding, at the first of them.
    const first = new Map<string, Finding>();
    for (const { path, message } of resolved.problems)
      if (!first.has(message) && !SECRET.test(message)) first.set(message, { path, ...words(message) });
    return [...first.values()];
  },
  mutants: [
    {
      title: 'one value comes from another stack',
      kind: 'hidden',
      mutate: hide('ImageFunction.Properties.MemorySize'),
    },
    {
      title: 'one Ref names nothing',
      kind: 'companion',
      mutate: set('ImageFunction.Properties.MemorySize', { Ref: 'Memory' }),
    },
    {
      title: 'one attribute does not exist',
      kind: 'over the line',
      mutate: set('ImageQueueMapping.Properties.EventSourceArn', { 'Fn::GetAtt': ['ImageQueue', 'ARN'] }),
    },
    {
      title: 'one parameter is kept in Systems Manager',
      kind: 'some',
      mutate: set('Parameters.MemorySize', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/memory' }),
    },
    {
      title: 'one value is an ordinary dynamic reference',
      kind: 'hidden',
      mutate: set('ImageFunction.Properties.MemorySize', '{{resolve:ssm:/memory}}'),
    },
  ],
};
