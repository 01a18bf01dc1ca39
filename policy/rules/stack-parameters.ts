import { checkParameters } from '../../src/aws/cloudformation/parameters.ts';
import type { TemplateParameter } from '../../src/aws/cloudformation/template.ts';
import { remembered } from '../../src/shared/memoize.ts';
import { remove, set } from '../engine/mutate.ts';
import { type Finding, notApplicable, type Rule, type RuleContext } from '../engine/rule.ts';
import { show } from '../engine/values.ts';

// Types other than these are checked by AWS:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
const isNumber = (type: string): boolean => type === 'Number' || type === 'List<Number>';
const isText = (type: string): boolean => type === 'String' || type === 'CommaDelimitedList';

/** Text that no parameter should take: it breaks out of JSON, of a shell command, and of an ARN. */
const HOSTILE = `"'$( *:/`;

function refuses(pattern: string, text: string): boolean {
  try {
    return !new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return true; // Java's own syntax; STACK-10 says so through checkParameters
  }
}

function constraint({
  Type,
  AllowedValues,
  AllowedPattern,
  MinValue,
  MaxValue,
}: TemplateParameter): string | undefined {
  if (AllowedValues) return undefined;
  if (isNumber(Type)) return MinValue === undefined || MaxValue === undefined ? 'MinValue and MaxValue' : undefined;
  if (!isText(Type)) return undefined;
  if (AllowedPattern === undefined) return 'AllowedPattern or AllowedValues';
  return refuses(AllowedPattern, HOSTILE) ? undefined : 'an AllowedPattern that refuses something';
}

function shapeFindings(name: string, parameter: TemplateParameter): Finding[] {
  const path = ['Parameters', name];
  const missing = constraint(parameter);
  return [
    ...(parameter.Description ? [] : [{ path, expected: 'a Description', received: 'nothing' }]),
    ...(missing === undefined ? [] : [{ path, expected: missing, received: show(parameter.AllowedPattern) }]),
  ];
}

const checked = new WeakMap<object, WeakMap<object, Finding[]>>();

/** Remembered for each Parameters section and the values that it was given: to compile its schema takes longest. */
function valueFindings({ template, settings }: RuleContext): Finding[] {
  const { Parameters = {} } = template;
  const known = remembered(checked, Parameters, () => new WeakMap());
  return remembered(known, settings.parameters, () => {
    const wrong = checkParameters(template, settings.parameters, Object.keys(Parameters));
    return wrong.map(({ parameter, ...finding }) => ({ path: ['Parameters', parameter], ...finding }));
  });
}

export const stackParameters: Rule = {
  id: 'STACK-10',
  title: 'Every parameter says what it is for and what it takes, and has such a value',
  why: 'A parameter without limits lets any value into names, policies and limits, and lets the deployment fail late.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
    controls: ['cfn-lint E2015', 'cfn-lint W2030', 'cfn-lint W2031', 'Well-Architected OPS05-BP04'],
  },
  check(context) {
    const parameters = Object.entries(context.template.Parameters ?? {});
    if (parameters.length === 0) return notApplicable;
    return [...parameters.flatMap(([name, parameter]) => shapeFindings(name, parameter)), ...valueFindings(context)];
  },
  mutants: [
    { title: 'one parameter is not described', kind: 'absent', mutate: remove('Parameters.ImageFit.Description') },
    { title: 'one number has no greatest value', kind: 'single', mutate: remove('Parameters.BatchSize.MaxValue') },
    { title: 'one text takes anything', kind: 'absent', mutate: remove('Parameters.AlarmEmail.AllowedPattern') },
    {
      title: 'one pattern lets everything through',
      kind: 'boundary',
      mutate: set('Parameters.AlarmEmail.AllowedPattern', '.*'),
    },
    {
      title: 'one default is above its greatest value',
      kind: 'boundary',
      mutate: set('Parameters.BatchSize.Default', 11),
    },
    {
      title: 'a deployment sets a parameter that is gone',
      kind: 'related',
      deployment: 'production',
      mutate: remove('Parameters.LogRetentionDays'),
    },
  ],
};
