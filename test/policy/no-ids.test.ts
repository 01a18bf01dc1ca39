import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** Names of AWS that a template gives to parts of its own as well: they say nothing about the stack. */
const ALSO_AWS = [
  'BatchSize',
  'Dashboard',
  'MaximumConcurrency',
  'MemorySize',
  'MessageRetentionPeriod',
  'PermissionsBoundary',
  'Region',
  'RouteTable',
  'VisibilityTimeout',
  'Vpc',
];

/** What a rule has to name, with the reason. */
const EXCEPTIONS: Readonly<Record<string, { names: readonly string[]; reason: string }>> = {
  'policy/rules/iam-bootstrap-trust.ts': {
    names: ['EnvironmentName'],
    reason: 'Parameters of the bootstrap that README.md tells people to set: trust has to follow from their values.',
  },
  'policy/rules/s3-artifacts-once.ts': {
    names: ['ArtifactBucketName'],
    reason: 'The bucket is judged with and without a given name, which only that parameter gives.',
  },
};

const namesOf = (template: string): string[] =>
  [...template.matchAll(/^(Parameters|Conditions|Resources):\n((?:(?: .*)?\n)*)/gm)].flatMap(([, , body = '']) =>
    [...body.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name),
  );

/** Code that a check runs: without comments and mutants, and without the declarations that mutants alone use. */
function checkedCode(file: string): string {
  const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  const [check = ''] = code.split('\n  mutants: [');
  let statements = check.split(/\n(?=[a-z])/);
  for (let length = -1; length !== statements.length; ) {
    length = statements.length;
    const used = statements.join('\n').replace(/'[^'\n]*'|"[^"\n]*"/g, "''");
    statements = statements.filter((statement) => {
      const [, name] = /^(?:const|function) (\w+)/.exec(statement) ?? [];
      return name === undefined || (used.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1;
    });
  }
  return statements.join('\n');
}

const ids = globSync('templates/*.yaml').flatMap((file) => namesOf(readFileSync(file, 'utf8')));
const NAMED = new RegExp(`\\b(?:${[...new Set(ids)].filter((id) => !ALSO_AWS.includes(id)).join('|')})\\b`, 'g');

test('no rule and nothing of the engine names a resource, parameter or condition of the committed templates', () => {
  assert.ok(ids.length > 100);
  const files = ['policy/rules/*.ts', 'policy/engine/*.ts', 'policy/formats/*.ts'].flatMap((pattern) =>
    globSync(pattern),
  );
  const named = files.flatMap((file) => {
    const known = EXCEPTIONS[file]?.names ?? [];
    return [...new Set(checkedCode(file).match(NAMED))]
      .filter((name) => !known.includes(name))
      .map((name) => `${file}: ${name}`);
  });
  assert.deepEqual(named, []);
});

test('every exception is needed, and has its reason', () => {
  for (const [file, { names, reason }] of Object.entries(EXCEPTIONS)) {
    assert.ok(reason.length > 40, file);
    assert.deepEqual([...new Set(checkedCode(file).match(NAMED))].sort(), [...names].sort(), file);
  }
});
