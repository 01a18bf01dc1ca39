import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { expectAt, findingAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { is } from '../engine/values.ts';
import { rolePolicies } from '../facts/role-policies.ts';
import { statementsIn } from '../facts/statements.ts';
import { roleOf } from '../facts/topology.ts';
import { matches } from '../facts/wildcards.ts';

const ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
const STATEMENT = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.4';

/** A role of another stack cannot be looked into; it is not this rule's business. */
function missingGrants(context: RuleContext, role: ResolvedResource | undefined): string[] {
  if (!role) return [];
  const allowing = rolePolicies(context, role)
    .flatMap(statementsIn)
    .filter(({ allows, resources }) => allows && resources.includes('*'));
  return ACTIONS.filter(
    (action) => !allowing.some(({ actions }) => actions.some((pattern) => matches(pattern, action))),
  );
}

export const lambdaTracing: Rule = {
  id: 'LAMBDA-4',
  title: 'Every function is traced, and its role may send the traces',
  why: 'Without traces nobody can see where the time of a slow image went; with tracing on but not granted, Lambda refuses to create the function.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
    controls: [
      'Security Hub Lambda.7',
      'cdk-nag Serverless-LambdaTracing',
      'trivy AWS-0066',
      'Well-Architected OPS04-BP05',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) => {
      const role = roleOf(context, lambda);
      return [
        ...expectAt(context, lambda, ['TracingConfig', 'Mode'], 'Active', is('Active')),
        ...missingGrants(context, role).map((action) =>
          findingAt(
            context,
            role ?? lambda,
            ['Policies'],
            `an Allow of ${action} on * for ${lambda.LogicalId}`,
            'no such statement',
          ),
        ),
      ];
    }),
  mutants: [
    { title: 'left to the default', kind: 'absent', mutate: remove('ImageFunction.Properties.TracingConfig') },
    {
      title: 'only when the caller traces',
      kind: 'boundary',
      mutate: set('ImageFunction.Properties.TracingConfig.Mode', 'PassThrough'),
    },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide('ImageFunction.Properties.TracingConfig.Mode') },
    { title: 'the role may not send traces', kind: 'related', mutate: remove(STATEMENT) },
    {
      title: 'the role may send segments alone',
      kind: 'single',
      mutate: set(`${STATEMENT}.Action`, 'xray:PutTraceSegments'),
    },
  ],
};
