import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { findingAt, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isWithin, listOf, mapOf, numberOr } from '../engine/values.ts';
import { functionIn } from '../engine/walk.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';
import { queueMappings } from '../facts/topology.ts';

const LEAST = 2;
const MOST = 1000;
const MAXIMUM = ['ScalingConfig', 'MaximumConcurrency'];

/** Whether the parameter of its reservation is 0, which is written as a condition with nothing on the other side. */
function reservesNothing({ template, resolved }: RuleContext, { LogicalId }: ResolvedResource): boolean {
  const written = functionIn(template.Resources[LogicalId]?.Properties?.['ReservedConcurrentExecutions']);
  const branches = written?.name === 'Fn::If' ? listOf(written.argument).slice(1) : [];
  const names = branches.map((branch) => mapOf(branch)['Ref']);
  return names.includes('AWS::NoValue') && names.some((name) => resolved.parameters[String(name)] === '0');
}

export const lambdaConcurrency: Rule = {
  id: 'LAMBDA-5',
  title: 'The poller of a queue has a maximum concurrency, and the function reserves at least as much',
  why: "Lambda's pollers do not look at the reserved concurrency: what they take beyond it is throttled, and each throttle uses up one try of a good image. Without a maximum one busy hour can use up the concurrency of the account.",
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
    controls: [
      'AWS Config lambda-concurrency-check',
      'cdk-nag LambdaConcurrency',
      'CKV_AWS_115',
      'cfn_nag W92',
      'cfn-lint E3034',
      'Well-Architected REL05-BP02',
    ],
  },
  check(context) {
    const isPipeline = imagePipelineOf(context) !== undefined;
    return checkEach(queueMappings(context), ({ mapping, target }) => {
      const maximum = valueAt(mapping, MAXIMUM);
      const reserved = target && valueAt(target, ['ReservedConcurrentExecutions']);
      const least = numberOr(maximum, LEAST) ?? LEAST;
      const mayBeAbsent = !isPipeline || (target !== undefined && reservesNothing(context, target));
      const isEnough = reserved === undefined ? mayBeAbsent : (numberOr(reserved, 0) ?? 0) >= least;
      return [
        ...(isWithin(LEAST, MOST)(maximum) ? [] : [findingAt(context, mapping, MAXIMUM, `${LEAST} to ${MOST}`)]),
        ...(isEnough || !target
          ? []
          : [
              findingAt(
                context,
                target,
                ['ReservedConcurrentExecutions'],
                `at least the MaximumConcurrency of its poller, ${least}`,
              ),
            ]),
      ];
    });
  },
  mutants: [
    {
      title: 'the poller has no maximum',
      kind: 'absent',
      mutate: remove('ImageQueueMapping.Properties.ScalingConfig'),
    },
    {
      title: 'the maximum is 1',
      kind: 'boundary',
      mutate: set('ImageQueueMapping.Properties.ScalingConfig.MaximumConcurrency', 1),
    },
    {
      title: 'the maximum cannot be known',
      kind: 'hidden',
      mutate: hide('ImageQueueMapping.Properties.ScalingConfig.MaximumConcurrency'),
    },
    {
      title: 'the function reserves one less',
      kind: 'boundary',
      mutate: set('Parameters.ReservedConcurrency.Default', 4),
    },
    {
      title: 'the poller may go one beyond',
      kind: 'boundary',
      mutate: set('Parameters.MaximumConcurrency.Default', 11),
    },
    {
      title: 'the function may not run at all',
      kind: 'single',
      mutate: set('ImageFunction.Properties.ReservedConcurrentExecutions', 0),
    },
    {
      title: 'the function reserves nothing although it should',
      kind: 'related',
      mutate: remove('ImageFunction.Properties.ReservedConcurrentExecutions'),
    },
  ],
};
