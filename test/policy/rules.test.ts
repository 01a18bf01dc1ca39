import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { waiverRule } from '../../policy/engine/waivers.ts';
import { rules } from '../../policy/rules/all-rules.ts';

const camelCase = (file: string): string =>
  file.replace(/\.ts$/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

test('the list has every rule of the folder, once, under the name of its file', async () => {
  const files = (await readdir('policy/rules')).filter((file) => file !== 'all-rules.ts').sort();
  const source = await readFile('policy/rules/all-rules.ts', 'utf8');
  const [imports = '', list = ''] = source.split('export const rules');
  for (const file of files) {
    assert.ok(imports.includes(`import { ${camelCase(file)} } from './${file}';`), `${file} is not imported`);
    assert.equal(list.match(new RegExp(`\\b${camelCase(file)},`, 'g'))?.length, 1, `${file} is not in the list`);
  }
  assert.equal(rules.length, files.length);
});

test('every id is of the form SERVICE-n and given once', () => {
  const ids = [...rules, waiverRule].map(({ id }) => id);
  for (const id of ids) assert.match(id, /^[A-Z0-9]+-[1-9]\d*$/);
  assert.deepEqual(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
  );
});

for (const { id, title, why, reference } of [...rules, waiverRule])
  test(`${id} says what is true of a good template, why, and by which page of AWS and which controls`, () => {
    assert.match(title, /^[A-Z].*[^.]$/);
    assert.match(why, /^[A-Z].*\.$/);
    assert.match(reference.url, /^https:\/\/docs\.aws\.amazon\.com\/.+/);
    assert.ok(reference.controls.length > 0);
  });

for (const { id, mutants } of rules)
  test(`the counter-examples of ${id} have titles of their own`, () => {
    const titles = mutants.map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
  });
