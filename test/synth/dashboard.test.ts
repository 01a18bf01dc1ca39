import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { configurationOf } from '../../policy/engine/configuration.ts';
import { readTemplate } from '../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../src/aws/cloudformation/resolve.ts';
import { GRID_WIDTH, inRows, text } from '../../src/synth/widget.ts';

type Placed = { type: string; x: number; y: number; width?: number; height: number; properties: { region?: string } };

const { template } = await readTemplate('templates/image-pipeline.yaml');
const { settings } = configurationOf(template, 'defaults', {});
const { resources } = resolveTemplate(template, settings);
const { widgets } = JSON.parse(String(resources['Dashboard']?.Properties['DashboardBody'])) as { widgets: Placed[] };

test('the widgets of the dashboard fill the grid, and no two of them stand on the same place', () => {
  const taken = new Set<string>();
  for (const { x, y, width = 6, height } of widgets)
    for (let column = x; column < x + width; column++)
      for (let row = y; row < y + height; row++) {
        assert.ok(column < GRID_WIDTH, `column ${column}`);
        assert.ok(!taken.has(`${column} ${row}`), `column ${column} of row ${row} is taken twice`);
        taken.add(`${column} ${row}`);
      }
  const bottom = Math.max(...widgets.map(({ y, height }) => y + height));
  assert.equal(taken.size, GRID_WIDTH * bottom, 'without a gap');
});

test('every widget that asks for metrics or logs says in which Region', () => {
  for (const { type, properties } of widgets)
    if (type === 'metric' || type === 'log') assert.equal(properties.region, settings.pseudo.Region);
});

test('a row of widgets that does not fill the grid is an error', () => {
  assert.throws(
    () => inRows([{ height: 1, widgets: [text(20, 'a')] }]),
    /Expected widgets 24 units wide in a row but received 20/,
  );
});

const QUERIES = Object.values(resources).filter(({ Type }) => Type === 'AWS::Logs::QueryDefinition');
type Schema = { properties?: Record<string, Schema> };
const schema: Schema = JSON.parse(await readFile('src/handler/logging/log-line.schema.json', 'utf8'));

/** The fields that a query names: its words, but for those of the language, its texts and the names that it gives. */
function fieldsOf(query: string): string[] {
  const words =
    query
      .replaceAll(/"[^"]*"/g, '')
      .replaceAll(/\bas \w+/g, '')
      .match(/@?[A-Za-z][\w.]*/g) ?? [];
  const language =
    /^(filter|fields|sort|stats|limit|by|and|asc|desc|ispresent|count|count_distinct|latest|@timestamp)$/;
  const given = [...query.matchAll(/\bas (\w+)/g)].map(([, name]) => name);
  return words.filter((word) => !language.test(word) && !given.includes(word));
}

const has = (field: string): boolean =>
  field.split('.').reduce<Schema | undefined>((found, name) => found?.properties?.[name], schema) !== undefined;

for (const { LogicalId, Properties } of QUERIES)
  test(`${LogicalId} asks for fields and messages that lines of the log have`, () => {
    const query = String(Properties['QueryString']);
    const fields = fieldsOf(query);
    assert.ok(fields.length > 3, query);
    assert.deepEqual(
      fields.filter((field) => !has(field)),
      [],
    );
    for (const [, message] of query.matchAll(/\bmessage = ("[^"]*")/g))
      assert.ok(JSON.stringify(schema).includes(`"const":${message}`), message);
  });
