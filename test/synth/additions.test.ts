import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { resourceType } from '../../policy/facts/resource-types.ts';

const require = createRequire(import.meta.url);

/** What src/synth/cloudformation.ts adds, and the file of cloudform that would have it. */
/** Properties of cloudform's that are more than it knows, with what is added within them. */
const extended = {
  LifecycleConfiguration: { within: 'TransitionDefaultMinimumObjectSize', file: 's3/bucket' },
  BucketEncryption: { within: 'BlockedEncryptionTypes', file: 's3/bucket' },
  FirewallRules: { within: 'FirewallDomainRedirectionAction', file: 'route53Resolver/firewallRuleGroup' },
};

const added = [
  { type: 'AWS::S3::Bucket', property: 'BucketNamespace', file: 's3/bucket' },
  { type: 'AWS::Lambda::Function', property: 'LoggingConfig', file: 'lambda/function' },
  { type: 'AWS::Lambda::Function', property: 'RecursiveLoop', file: 'lambda/function' },
];

for (const { type, property, file } of added) {
  test(`${property} of ${type} exists, and cloudform still does not know it`, async () => {
    assert.ok(resourceType(type)?.properties[property], `CloudFormation has no ${property} of ${type}`);
    const types = await readFile(require.resolve(`cloudform-types/types/${file}.d.ts`), 'utf8');
    assert.doesNotMatch(
      types,
      new RegExp(`\\b${property}\\?`),
      `cloudform knows ${property}: take it out of additions.ts`,
    );
  });
}

for (const [property, { within, file }] of Object.entries(extended)) {
  test(`${within} within ${property} exists, and cloudform still does not know it`, async () => {
    const specification = gunzipSync(
      await readFile(require.resolve('@aws-cdk/aws-service-spec/db.json.gz')),
    ).toString();
    assert.ok(specification.includes(`"${within}":{`), `CloudFormation has no ${within}`);
    const types = await readFile(require.resolve(`cloudform-types/types/${file}.d.ts`), 'utf8');
    assert.ok(types.includes(`${property}?:`));
    assert.ok(!types.includes(within), `cloudform knows ${within}: take it out of additions.ts`);
    assert.ok((await readFile('src/synth/cloudformation.ts', 'utf8')).includes(`${within}?:`));
  });
}

test('nothing is added that is not held against the specification', async () => {
  const source = await readFile('src/synth/cloudformation.ts', 'utf8');
  const declared = [...source.matchAll(/^ {4}(\w+)\?:|\{ (\w+)\?: Value/gm)].map((match) => match[1] ?? match[2]);
  assert.deepEqual(declared.sort(), [...added.map(({ property }) => property), ...Object.keys(extended)].sort());
});
