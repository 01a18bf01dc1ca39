import type { Template } from '../../src/aws/cloudformation/template.ts';
import { remembered } from '../../src/shared/memoize.ts';
import { set } from '../engine/mutate.ts';
import { type Finding, notApplicable, type Rule } from '../engine/rule.ts';
import { listOf, mapOf } from '../engine/values.ts';
import { nodesIn } from '../engine/walk.ts';
import { referencesIn } from '../facts/references.ts';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What a part of a template names. */
type Names = { conditions: unknown[]; mappings: unknown[]; references: string[] };

function find(part: unknown): Names {
  const names: Names = { conditions: [], mappings: [], references: [] };
  for (const { value } of nodesIn(part)) {
    const { Condition, 'Fn::If': branches, 'Fn::FindInMap': entry } = mapOf(value);
    if (Condition !== undefined) names.conditions.push(listOf(Condition)[0]);
    if (branches !== undefined) names.conditions.push(listOf(branches)[0]);
    if (entry !== undefined) names.mappings.push(listOf(entry)[0]);
  }
  names.references = referencesIn(part, []).map(({ name }) => name);
  return names;
}

const known = new WeakMap<object, Names>();

/** Remembered for each part, which must not change any more. */
const namesIn = (part: object): Names => remembered(known, part, find);

/** The parts of a template that have an effect, and the conditions that decide something in them or for one another. */
function usedParts({ Resources, Outputs = {}, Conditions = {}, Rules = {} }: Template) {
  const parts = [Resources, Outputs, Rules].flatMap((section) => Object.values(section as object)).filter(isObject);
  const conditions = new Set<string>();
  for (const part of parts) // grows while it is walked
    for (const name of namesIn(part).conditions) {
      if (typeof name !== 'string' || conditions.has(name) || !Object.hasOwn(Conditions, name)) continue;
      conditions.add(name);
      parts.push(...[Conditions[name]].filter(isObject));
    }
  return { parts, conditions };
}

export const stackUsed: Rule = {
  id: 'STACK-18',
  title: 'Every parameter, condition and mapping has an effect',
  why: 'A parameter that nothing reads deceives whoever sets it: the limit, the retention or the address is not what the deployment file says.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html',
    controls: ['cfn-lint W2001', 'cfn-lint W7001', 'cfn-lint W8001'],
  },
  check({ template }) {
    const { Parameters = {}, Conditions = {}, Mappings = {}, Transform } = template;
    if (Transform !== undefined) return notApplicable; // what a transform makes may use them
    const { parts, conditions } = usedParts(template);
    const parameters = new Set(parts.flatMap((part) => namesIn(part).references));
    const mappings = new Set(parts.flatMap((part) => namesIn(part).mappings));
    const unused = (section: string, entries: object, isUsed: (name: string) => boolean): Finding[] =>
      Object.keys(entries)
        .filter((name) => !name.startsWith('Fn::') && !isUsed(name))
        .map((name) => ({ path: [section, name], expected: `something that uses ${name}`, received: 'nothing' }));
    return [
      ...unused('Parameters', Parameters, (name) => parameters.has(name)),
      ...unused('Conditions', Conditions, (name) => conditions.has(name)),
      ...unused('Mappings', Mappings, (name) => mappings.has(name)),
    ];
  },
  mutants: [
    {
      title: 'a parameter is read by nothing',
      kind: 'absent',
      mutate: set('ImageQueueMapping.Properties.BatchSize', 10),
    },
    {
      title: 'a condition decides nothing, and the parameter behind it neither',
      kind: 'hidden',
      mutate: set('ProcessedBucket.Properties.LifecycleConfiguration.Rules.0.Transitions', []),
    },
    {
      title: 'a mapping is looked up by nothing',
      kind: 'related',
      mutate: (template) => Object.assign(template, { Mappings: { ...template.Mappings, Sizes: { a: { b: 1 } } } }),
    },
    {
      title: 'one of two deployments sets what has no effect any more',
      kind: 'single',
      deployment: 'staging',
      mutate: set('ImageFunctionLogGroup.Properties.RetentionInDays', 30),
    },
  ],
};
