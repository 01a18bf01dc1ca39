import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleContext } from '../../policy/engine/judge.ts';
import { rules } from '../../policy/rules/all-rules.ts';
import { type AcceptedMutation, acceptedMutationsIn } from '../../policy/score/accepted-mutations.ts';
import { sweep } from '../../policy/score/sweep.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { committed, configurationFor } from './committed.ts';
import { otherNames, renamed } from './renamed.ts';

/** They hold a list of this project's own logical ids and outputs, by which they know its templates. */
const ABOUT_NAMES = ['STACK-12', 'STACK-13'];

const others = rules.filter(({ id }) => !ABOUT_NAMES.includes(id));
const FILES = ['image-pipeline.yaml', 'bootstrap.yaml'];

/** Text in which the other names are the first ones again. */
const restored = (text: string, names: ReadonlyMap<string, string>): string => {
  const first = new Map([...names].map(([id, other]) => [other, id]));
  return text.replaceAll(/Renamed\d{2}/g, (other) => first.get(other) ?? other);
};

/** Findings without what stems from the length of a name, and without ids that the resolver derives from one. */
const comparable = (text: string): string =>
  text.replaceAll(/"[^"]*…"/g, '"…"').replaceAll(/\b(?:[0-9a-f]{8,}(?:-[0-9a-f]+)*|[0-9A-Z]{12})\b/g, 'id');

test('with other logical ids every mutant has the same findings', async () => {
  for (const rule of others)
    for (const mutant of rule.mutants) {
      const { template } = await committed(mutant.file);
      const configuration = await configurationFor(template, mutant.deployment);
      const changed = structuredClone(template);
      mutant.mutate(changed);
      const names = otherNames(changed);
      const findingsIn = (judged: Template): string =>
        restored(JSON.stringify(rule.check(ruleContext(judged, configuration, 0))), names);
      assert.equal(
        comparable(findingsIn(renamed(changed, names))),
        comparable(findingsIn(changed)),
        `${rule.id}: ${mutant.title}`,
      );
    }
});

for (const file of FILES)
  test(`with other logical ids the rules catch the same changes of ${file}`, async () => {
    const source = await committed(file);
    const names = otherNames(source.template);
    const accepted = acceptedMutationsIn(source.template);
    const asRenamed = (entry: AcceptedMutation): AcceptedMutation => ({
      ...entry,
      path: entry.path.replace(/^Resources\.(\w+)/, (_, id) => `Resources.${names.get(id)}`),
    });
    const { uncaught, unused, ...first } = sweep(source, accepted, others);
    const {
      uncaught: otherUncaught,
      unused: _,
      ...other
    } = sweep({ ...source, template: renamed(source.template, names) }, accepted.map(asRenamed), others);
    const count = ({ caught }: typeof first) => Object.values(caught).reduce((sum, each) => sum + each, 0);
    assert.deepEqual(
      otherUncaught.map((title) => restored(title, names)),
      uncaught,
    );
    assert.deepEqual([other.all, count(other), other.accepted], [first.all, count(first), first.accepted]);
    assert.deepEqual(unused, []);
    // Only a whole resource can be missed without the list of ids.
    assert.deepEqual(
      uncaught.filter((title) => !/^remove Resources\.\w+$/.test(title)),
      [],
    );
  });
