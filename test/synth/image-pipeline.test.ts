import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { isMap, isScalar, parse, parseDocument, visit } from 'yaml';
import { imagePipeline } from '../../src/synth/image-pipeline.ts';
import { toYaml } from '../../src/synth/yaml.ts';

const committed = await readFile('templates/image-pipeline.yaml', 'utf8');
const synthesize = () => toYaml(imagePipeline(), 'made by a test');

/** CloudFormation's limit for a template that is sent inline. */
/** CloudFormation takes 51,200 bytes without a bucket; the rest is for what adopters choose. */
const MAXIMUM_BYTES = 46_000;

test('two synths give the same bytes', () => {
  assert.equal(synthesize(), synthesize());
});

test('what is written reads back as what was synthesized, in YAML 1.1 as well as 1.2', () => {
  const plain = JSON.parse(JSON.stringify(imagePipeline(), (key, value) => (key === 'Why' ? undefined : value)));
  assert.deepEqual(parse(synthesize(), { version: '1.1' }), plain);
  assert.deepEqual(parse(synthesize(), { version: '1.2' }), plain);
});

test('the committed template is small enough to be deployed without a bucket', () => {
  assert.ok(Buffer.byteLength(committed) <= MAXIMUM_BYTES, `${Buffer.byteLength(committed)} bytes`);
});

test('every resource says why it is there: in a comment, or as an alarm or a query in the text that people see', () => {
  const resources = parseDocument(committed).get('Resources');
  assert.ok(isMap(resources));
  for (const [index, { key }] of resources.items.entries()) {
    assert.ok(isScalar(key));
    const { Properties = {} } = parse(committed).Resources[String(key.value)];
    // The comment of the first entry of a map belongs to the map. One of several resources names them all.
    const own = key.commentBefore ?? (index === 0 ? resources.commentBefore : undefined);
    const shared = committed.match(new RegExp(`^ {2}# (?:\\w+, )+${key.value}(?:, \\w+)*: .*`, 'm'))?.[0];
    const said = own ?? shared ?? Properties.AlarmDescription ?? (Properties.QueryString && Properties.Name['Fn::Sub']);
    assert.ok((said ?? '').trim().length > 10, `${key.value} does not say why`);
  }
});

test('the committed template is plain: no transform, custom resource, nested stack, tag, anchor or alias', () => {
  const document = parseDocument(committed);
  visit(document, {
    Node(_key, node) {
      assert.equal('anchor' in node ? node.anchor : undefined, undefined);
      assert.ok(node.tag === undefined || node.tag.startsWith('tag:yaml.org'), `tag ${node.tag}`);
    },
    Alias: () => assert.fail('an alias'),
  });
  const template = document.toJS();
  assert.equal(template.Transform, undefined);
  for (const { Type } of Object.values<{ Type: string }>(template.Resources)) {
    assert.doesNotMatch(Type, /^(Custom::|AWS::CloudFormation::)/);
  }
});

test('no account, Region or partition is written down', () => {
  assert.doesNotMatch(committed, /\b\d{12}\b/);
  assert.doesNotMatch(committed, /arn:aws/);
  assert.doesNotMatch(committed, /\b(us|eu|ap|sa|ca|me|af|il)-[a-z]+-\d\b/);
});
