import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, ruleContext } from '../../policy/engine/judge.ts';
import { findingsIn } from '../../policy/engine/rule.ts';
import { rules } from '../../policy/rules/all-rules.ts';
import { showPath } from '../../src/aws/cloudformation/path.ts';
import { committed, configurationFor } from './committed.ts';

const DEPLOYMENTS = ['defaults', 'staging', 'production'];

test('the committed template breaks no rule, with its defaults and every deployment', async () => {
  const source = await committed();
  const settings = await Promise.all(DEPLOYMENTS.map((name) => configurationFor(source.template, name)));
  const findings = judge(source, settings, rules).map(
    ({ rule, line, path, expected, received, configurations }) =>
      `${rule.id} line ${line} ${showPath(path)}: expected ${expected}, received ${received} (${configurations.join(', ')})`,
  );
  assert.deepEqual(findings, []);
});

for (const rule of rules)
  for (const mutant of rule.mutants)
    test(`${rule.id} finds that ${mutant.title} (${mutant.kind})`, async () => {
      const { template } = await committed(mutant.file);
      const changed = structuredClone(template);
      mutant.mutate(changed);
      assert.notDeepEqual(changed, template, 'the mutant does not change the template');
      // Parameters of the deployment, but placeholders of the template as it was: a mutant may take a default away.
      const configuration = await configurationFor(template, mutant.deployment);
      const bytes = Buffer.byteLength(JSON.stringify(changed));
      const findings = findingsIn(rule.check(ruleContext(changed, configuration, bytes)));
      assert.ok(findings.length > 0, `${rule.id} does not find it: ${rule.title}`);
    });
