import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import type { ReportedFinding } from '../../../policy/engine/judge.ts';
import { waiverRule } from '../../../policy/engine/waivers.ts';
import { formats } from '../../../policy/formats/formats.ts';
import type { Report } from '../../../policy/formats/report.ts';
import { rules } from '../../../policy/rules/all-rules.ts';
import { SARIF_SCHEMA } from './sarif-schema.ts';

const rule = {
  id: 'SQS-10',
  title: 'A message stays hidden: long enough, always',
  why: 'It comes back.\nTwice.',
  reference: { url: 'https://docs.aws.amazon.com/x', controls: ['Control 1', 'Control 2'] },
};

const finding: ReportedFinding = {
  rule,
  file: 'templates/my queue,100%.yaml',
  line: 12,
  path: ['Resources', 'Jobs', 'Properties', 'List', 3],
  expected: 'at least 300',
  received: '299\n::warning::not a command',
  configurations: ['defaults', 'staging'],
};

const report: Report = {
  findings: [finding],
  waived: [{ ...finding, line: 20, reason: 'It is Friday.' }],
  rules: [rule, waiverRule],
  applied: ['SQS-10'],
  judged: ['templates/my queue,100%.yaml (defaults)'],
  notes: ['Key has no default'],
};
const nothing: Report = { ...report, findings: [], waived: [], notes: [] };

const print = (format: string, what: Report): string => formats[format]?.(what) ?? assert.fail(`no format ${format}`);

test('text says the place, both values, the configurations, why and where to read on', () => {
  assert.equal(
    print('text', report),
    `templates/my queue,100%.yaml:12: SQS-10 A message stays hidden: long enough, always
  at        Resources.Jobs.Properties.List[3]
  expected  at least 300
  received  299
::warning::not a command
  with      defaults, staging
  why       It comes back.
Twice.
  see       https://docs.aws.amazon.com/x (Control 1, Control 2)

templates/my queue,100%.yaml:20: SQS-10 waived at Resources.Jobs.Properties.List[3]: It is Friday.
Key has no default
1 of 2 rules applied to templates/my queue,100%.yaml (defaults): 1 finding, 1 waived`,
  );
});

test('text without a finding is one line', () => {
  assert.equal(
    print('text', nothing),
    '1 of 2 rules applied to templates/my queue,100%.yaml (defaults): 0 findings, 0 waived',
  );
});

test('json holds the findings and what was judged', () => {
  const { findings, waived, judged, rules: ids, notApplicable } = JSON.parse(print('json', report));
  assert.deepEqual(findings, [
    {
      rule: 'SQS-10',
      title: rule.title,
      why: rule.why,
      reference: rule.reference,
      file: finding.file,
      line: 12,
      path: finding.path,
      at: 'Resources.Jobs.Properties.List[3]',
      expected: finding.expected,
      received: finding.received,
      configurations: finding.configurations,
    },
  ]);
  assert.equal(waived[0].reason, 'It is Friday.');
  assert.deepEqual([judged, ids, notApplicable], [report.judged, ['SQS-10', 'STACK-17'], ['STACK-17']]);
});

test('a workflow command cannot be broken by what is in a finding', () => {
  const [first, second, ...rest] = print('github', report).split('\n');
  assert.equal(
    first,
    '::error file=templates/my queue%2C100%25.yaml,line=12,title=SQS-10 A message stays hidden%3A long enough%2C always' +
      '::Expected at least 300 but received 299%0A::warning::not a command with defaults, staging. It comes back.%0ATwice. https://docs.aws.amazon.com/x',
  );
  assert.equal(second, '::notice::Key has no default');
  assert.equal(rest.length, 1);
  assert.doesNotMatch(rest[0] ?? '', /^::/);
});

// The formats of JSON schema that SARIF uses; ajv knows none by itself.
const isUri = (value: string): boolean => URL.canParse(value);
const isReference = (value: string): boolean =>
  URL.canParse(value, 'file:///') && /^[^\s%]*(?:%[0-9A-F]{2}[^\s%]*)*$/.test(value);
const isSarif = new Ajv({ allErrors: true, formats: { uri: isUri, 'uri-reference': isReference } }).compile(
  SARIF_SCHEMA,
);

for (const [name, what] of Object.entries({
  report,
  nothing,
  'all rules': { ...report, rules: [...rules, rule, waiverRule] },
}))
  test(`sarif is valid: ${name}`, () => {
    isSarif(JSON.parse(print('sarif', what)));
    assert.deepEqual(isSarif.errors ?? [], []);
  });

test('sarif points to the rule, the file as a URI and the line, and suppresses what is waived', () => {
  const [run] = JSON.parse(print('sarif', report)).runs;
  const [standing, waived] = run.results;
  assert.deepEqual(standing.locations[0].physicalLocation, {
    artifactLocation: { uri: 'templates/my%20queue%2C100%25.yaml' },
    region: { startLine: 12 },
  });
  assert.equal(run.tool.driver.rules[standing.ruleIndex].id, 'SQS-10');
  assert.equal(standing.suppressions, undefined);
  assert.deepEqual(waived.suppressions, [{ kind: 'external', justification: 'It is Friday.' }]);
});

test('the schema of sarif refuses what the standard refuses', () => {
  const broken = JSON.parse(print('sarif', report));
  broken.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;
  assert.equal(isSarif(broken), false);
});
