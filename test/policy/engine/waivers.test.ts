import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { ReportedFinding } from '../../../policy/engine/judge.ts';
import { applyWaivers, readWaivers } from '../../../policy/engine/waivers.ts';
import { rules } from '../../../policy/rules/all-rules.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'waivers-'));
});
after(() => rm(folder, { recursive: true }));

const [rule] = rules.filter(({ id }) => id === 'S3-6');
assert.ok(rule);
const finding = (logicalId: string): ReportedFinding => ({
  rule,
  file: 'templates/image-pipeline.yaml',
  line: 7,
  path: ['Resources', logicalId, 'Properties'],
  expected: 'Enabled',
  received: 'nothing',
  configurations: ['defaults'],
});

const waiver = { rule: 'S3-6', logicalId: 'UploadBucket', reason: 'It is a test.', expires: '2026-06-30', line: 3 };
const apply = (entries: (typeof waiver)[], today = '2026-06-30') =>
  applyWaivers([finding('UploadBucket'), finding('ProcessedBucket')], { file: 'waivers.yaml', entries }, today);

test('a waiver takes the findings of its rule and logical id, until the end of its last day', () => {
  const { standing, waived, wrong } = apply([waiver]);
  assert.deepEqual(standing, [finding('ProcessedBucket')]);
  assert.deepEqual(waived, [{ ...finding('UploadBucket'), reason: 'It is a test.' }]);
  assert.deepEqual(wrong, []);
});

test('a waiver that has expired waives nothing and is a finding itself', () => {
  const { standing, waived, wrong } = apply([waiver], '2026-07-01');
  assert.equal(standing.length, 2);
  assert.deepEqual(waived, []);
  assert.deepEqual(
    wrong.map((found) => [found.rule.id, found.file, found.line, found.expected, found.received]),
    [['STACK-17', 'waivers.yaml', 3, 'S3-6 for UploadBucket to end on 2026-07-01 or later', '2026-06-30']],
  );
});

for (const unused of [
  { ...waiver, logicalId: 'OtherBucket' },
  { ...waiver, rule: 'S3-7' },
])
  test(`a waiver that nothing needs is a finding: ${unused.rule} for ${unused.logicalId}`, () => {
    const { wrong } = apply([unused]);
    assert.deepEqual(
      wrong.map(({ expected, received }) => [expected, received]),
      [[`a finding of ${unused.rule} for ${unused.logicalId}`, 'none']],
    );
  });

const read = async (text: string) => {
  const file = path.join(folder, 'waivers.yaml');
  await writeFile(file, text);
  return readWaivers(file).catch((error: Error) => error.message.replaceAll(file, 'FILE'));
};

const ENTRY = `waivers:
  - rule: S3-6
    logicalId: UploadBucket
    reason: It is a test.
    expires: 2026-06-30
`;

test('the file is read with the line of each entry', async () => {
  const waivers = await read(ENTRY);
  assert.ok(typeof waivers !== 'string');
  assert.deepEqual(waivers.entries, [{ ...waiver, line: 2 }]);
});

test('the committed file can be read', async () => {
  assert.ok(Array.isArray((await readWaivers('policy/waivers.yaml')).entries));
});

const WRONG: Record<string, [string, RegExp]> = {
  'no reason': [ENTRY.replace(/ {4}reason.*\n/, ''), /^FILE:2: waivers\.0 must have required property 'reason'$/],
  'an empty reason': [ENTRY.replace('It is a test.', '" "'), /^FILE:4: waivers\.0\.reason must match/],
  'no date': [ENTRY.replace('2026-06-30', 'never'), /^FILE:5: waivers\.0\.expires must match/],
  'a day that does not exist': [
    ENTRY.replace('06-30', '02-30'),
    /^FILE:5: waivers\.0\.expires must match format "date"$/,
  ],
  'a key that is not known': [
    `${ENTRY}    until: x\n`,
    /^FILE:\d: waivers\.0 must NOT have additional properties but received until$/,
  ],
  'no list': ['waivers: none\n', /^FILE:1: waivers must be array$/],
};

for (const [what, [text, expected]] of Object.entries(WRONG))
  test(`a file with ${what} is refused in one line`, async () => {
    assert.match(String(await read(text)), expected);
  });
