import type { Template } from '../../src/template/template.ts';
import { set } from '../mutate.ts';
import { referencesIn } from '../references.ts';
import type { Finding, Rule } from '../rule.ts';
import { listOf, mapOf } from '../values.ts';
import { nodesIn } from '../walk.ts';

/** The values of `key` wherever it occurs in a part of a template: `Condition`, or the map of Fn::FindInMap. */
const valuesOf = (part: unknown, key: string): unknown[] =>
  [...nodesIn(part)].flatMap(({ value }) => {
    const found = mapOf(value)[key];
    return found === undefined ? [] : [listOf(found)[0]];
  });

/** The conditions that decide something, themselves or through another condition. */
function usedConditions({ Resources, Outputs, Conditions = {}, Rules }: Template): Set<string> {
  const used = new Set<string>();
  const named = (part: unknown): unknown[] => [...valuesOf(part, 'Condition'), ...valuesOf(part, 'Fn::If')];
  const waiting = [Resources, Outputs, Rules].flatMap(named);
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (typeof name !== 'string' || used.has(name) || !Object.hasOwn(Conditions, name)) continue;
    used.add(name);
    waiting.push(...named(Conditions[name]));
  }
  return used;
}

function usedNames({ Resources, Outputs, Conditions = {}, Rules }: Template, conditions: Set<string>) {
  const parts = [Resources, Outputs, Rules, ...[...conditions].map((name) => Conditions[name])];
  return {
    parameters: new Set(parts.flatMap((part) => referencesIn(part, [])).map(({ name }) => name)),
    mappings: new Set(parts.flatMap((part) => valuesOf(part, 'Fn::FindInMap'))),
  };
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
    if (Transform !== undefined) return []; // what a transform makes may use them
    const conditions = usedConditions(template);
    const { parameters, mappings } = usedNames(template, conditions);
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
      kind: 'companion',
      mutate: (template) => Object.assign(template, { Mappings: { ...template.Mappings, Sizes: { a: { b: 1 } } } }),
    },
    {
      title: 'one of two deployments sets what has no effect any more',
      kind: 'some',
      deployment: 'staging',
      mutate: set('ImageFunctionLogGroup.Properties.RetentionInDays', 30),
    },
  ],
};
