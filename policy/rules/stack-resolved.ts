import type { Path } from '../../src/aws/cloudformation/path.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { addResource, all, hide, set } from '../engine/mutate.ts';
import type { Finding, Rule, RuleContext } from '../engine/rule.ts';
import { mapOf } from '../engine/values.ts';
import { bootstrapOf } from '../facts/bootstrap.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';
import { missingTarget, referencesIn } from '../facts/references.ts';

// Secrets are meant to be known at deployment alone; a rule to which such a value matters says so itself.
const SECRET = /\{\{resolve:(?:secretsmanager|ssm-secure):/;

/** The two parts of a message of the form "Expected … but received …", or "Expected … but …". */
function words(message: string): Pick<Finding, 'expected' | 'received'> {
  const [, expected = 'a value that can be resolved', received = message] =
    /^Expected (.*?) but (?:received )?(.*)$/s.exec(message) ?? [];
  return { expected, received };
}

/** The value at a path; undefined where there is none. */
const at = (template: Template, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => mapOf(value)[key] ?? (Array.isArray(value) ? value[Number(key)] : undefined),
    template,
  );

/**
 * Whether a problem needs no word here: it is of a name that does not exist, which STACK-3 reports, or, in a template
 * that is not ours, of an attribute that exists but that only AWS can tell. A rule to which its value matters says so
 * itself.
 */
function isElsewhere(context: RuleContext, path: Path): boolean {
  const { template, resolved } = context;
  if (template.Transform !== undefined) return false;
  const references = referencesIn(at(template, path.slice(0, -1)), []);
  if (references.length === 0) return false;
  if (references.some((reference) => missingTarget(template, reference) !== undefined)) return true;
  return (
    !(imagePipelineOf(context) ?? bootstrapOf(context)) &&
    references.every(({ name }) => resolved.resources[name] || !template.Resources[name])
  );
}

export const stackResolved: Rule = {
  id: 'STACK-1',
  title: 'Every value of the template can be known before it is deployed',
  why: 'What cannot be resolved cannot be judged: a weakening could hide in it. A name that does not exist fails the deployment.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html',
    controls: ['cfn-lint E1010', 'cfn-lint E1012', 'cfn-lint E1019', 'Well-Architected OPS05-BP04'],
  },
  check(context) {
    // One value that is used in ten places is one finding, at the first of them.
    const first = new Map<string, Finding>();
    for (const { path, message } of context.resolved.problems)
      if (!first.has(message) && !SECRET.test(message) && !isElsewhere(context, path))
        first.set(message, { path, ...words(message) });
    return [...first.values()];
  },
  mutants: [
    {
      title: 'one value comes from another stack',
      kind: 'hidden',
      mutate: hide('ImageFunction.Properties.MemorySize'),
    },
    {
      title: 'one resource is asked for where its condition does not hold',
      kind: 'related',
      mutate: set('ImageFunction.Properties.Description', { Ref: 'AlarmEmailSubscription' }),
    },
    {
      title: 'one value is assigned by AWS alone',
      kind: 'boundary',
      mutate: all(
        addResource('Host', 'AWS::EC2::Instance'),
        set('ImageFunction.Properties.Description', { 'Fn::GetAtt': ['Host', 'PublicIp'] }),
      ),
    },
    {
      title: 'one parameter is kept in Systems Manager',
      kind: 'single',
      mutate: set('Parameters.MemorySize', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/memory' }),
    },
    {
      title: 'one value is an ordinary dynamic reference',
      kind: 'hidden',
      mutate: set('ImageFunction.Properties.MemorySize', '{{resolve:ssm:/memory}}'),
    },
  ],
};
