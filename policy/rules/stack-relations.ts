import { effectiveParameters } from '../../src/aws/cloudformation/parameters.ts';
import { brokenRelations, relations } from '../../src/pipeline/relations.ts';
import { set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';

export const stackRelations: Rule = {
  id: 'STACK-15',
  title: 'Parameters agree with one another, in the defaults and in every deployment',
  why: 'Each value may be right by itself and the deployment still lose messages: a poller above the reservation, a visibility below six timeouts.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    controls: ['Well-Architected REL06-BP01', 'Well-Architected OPS05-BP04'],
  },
  check({ template, settings }) {
    const declared = template.Parameters ?? {};
    const effective = Object.entries(effectiveParameters(declared, settings.parameters));
    const values = Object.fromEntries(effective.filter(([name]) => Object.hasOwn(declared, name)));
    if (!relations.some(({ parameters }) => parameters.every((name) => Object.hasOwn(values, name))))
      return notApplicable;
    return brokenRelations(values).map(({ parameters, expected }) => ({
      path: ['Parameters', parameters[0] ?? ''],
      expected,
      received: parameters.map((name) => `${name} ${values[name]}`).join(', '),
    }));
  },
  mutants: [
    {
      title: 'the visibility timeout is a second below six timeouts',
      kind: 'boundary',
      mutate: set('Parameters.VisibilityTimeout.Default', 299),
    },
    {
      title: 'the tries of one deployment take longer than it keeps a message',
      kind: 'single',
      deployment: 'production',
      mutate: set('Parameters.MaxReceiveCount.Default', 1200),
    },
    {
      title: 'the dead-letter queue keeps a message no longer than the queue',
      kind: 'related',
      mutate: set('Parameters.MessageRetentionPeriod.Default', 1_209_600),
    },
  ],
};
