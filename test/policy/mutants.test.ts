import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, judgedUnder } from '../../policy/engine/judge.ts';
import { rules } from '../../policy/rules/all-rules.ts';
import { showPath } from '../../src/aws/cloudformation/path.ts';
import { committed, settingFor } from './committed.ts';

const DEPLOYMENTS = ['defaults', 'staging', 'production'];

test('the committed template breaks no rule, under its defaults and every deployment', async () => {
  const source = await committed();
  const settings = await Promise.all(DEPLOYMENTS.map((name) => settingFor(source.template, name)));
  const findings = judge(source, settings, rules).map(
    ({ rule, line, path, expected, received, under }) =>
      `${rule.id} line ${line} ${showPath(path)}: expected ${expected}, received ${received} (${under.join(', ')})`,
  );
  assert.deepEqual(findings, []);
});

for (const rule of rules)
  for (const mutant of rule.mutants)
    test(`${rule.id} finds that ${mutant.title} (${mutant.kind})`, async () => {
      const { file, template } = await committed(mutant.file);
      const changed = structuredClone(template);
      mutant.mutate(changed);
      assert.notDeepEqual(changed, template, 'the mutant does not change the template');
      // Parameters of the deployment, but placeholders of the template as it was: a mutant may take a default away.
      const setting = await settingFor(template, mutant.deployment);
      const bytes = Buffer.byteLength(JSON.stringify(changed));
      const findings = rule.check(judgedUnder(file, changed, setting, bytes));
      assert.ok(findings.length > 0, `${rule.id} does not find it: ${rule.title}`);
    });
