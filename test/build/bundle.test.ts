import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { bundleHandler } from '../../src/build/bundle.ts';
import { type Architecture, copySharpFrom } from '../../src/build/copy-sharp.ts';
import { startBuckets } from '../handler/buckets.ts';
import { assertEmbeddedMetrics } from '../handler/embedded-metrics.ts';
import { ENVIRONMENT } from '../handler/environment.ts';
import { s3Event } from '../handler/events.ts';
import { assertQuarters } from '../handler/image/renderings.ts';
import { drawJpeg } from '../pictures.ts';

const NODE_MODULES = path.join(import.meta.dirname, '../../node_modules');
const ARCHITECTURE: Architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const IS_LAMBDA_LIKE =
  process.platform === 'linux' &&
  (await access(path.join(NODE_MODULES, `@img/sharp-linux-${process.arch}`)).then(
    () => true,
    () => false,
  ));

/** Loads the bundle, handles the event and tells the result. */
const RUNNER = `
const { handler } = await import('./index.mjs');
process.once('message', async (event) => {
  process.send(await handler(event, { awsRequestId: 'request', getRemainingTimeInMillis: () => 50_000 }), () => process.disconnect());
});
process.send('loaded');
`;

async function temporary(t: TestContext): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'bundle-test-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('two bundles have the same bytes', async (t) => {
  const directory = await temporary(t);
  const [a, b] = [path.join(directory, 'a.mjs'), path.join(directory, 'b/c.mjs')];
  await bundleHandler({ outfile: a });
  await bundleHandler({ outfile: b });
  assert.ok((await readFile(a)).equals(await readFile(b)));
});

test('of the SDK the bundle holds only what the function uses', async (t) => {
  const file = path.join(await temporary(t), 'index.mjs');
  await bundleHandler({ outfile: file });
  const code = await readFile(file, 'utf8');
  const present = (words: readonly string[]) => words.filter((word) => code.includes(word));
  assert.deepEqual(
    present(['sso.', 'CreateBucketMetadataTableConfiguration', 'fromInstanceMetadata', '"devDependencies"']),
    [],
  );
  assert.deepEqual(present(['GetObject', 'PutObject', 'HeadObject', 'AWS_SESSION_TOKEN']).length, 4);
  // 461 kB; each of the three parts that are left out would add 15 or more.
  assert.ok(code.length < 464_000, `${code.length}`);
});

test('the bundle and the files of sharp process an image with nothing else beside them', {
  skip: !IS_LAMBDA_LIKE && 'sharp is not installed here for Linux with glibc',
}, async (t) => {
  const directory = await temporary(t);
  await copySharpFrom(NODE_MODULES, directory, ARCHITECTURE);
  await bundleHandler({ outfile: path.join(directory, 'index.mjs') });
  await writeFile(path.join(directory, 'run.mjs'), RUNNER);
  const { url, upload, processed } = await startBuckets(t);
  const one = await upload('a photo.jpg', await drawJpeg({ width: 160, height: 80 }));

  const AWS = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_S3: url,
  };
  const child = fork(path.join(directory, 'run.mjs'), {
    cwd: directory,
    env: { ...ENVIRONMENT, ...AWS },
    silent: true,
  });
  let written = '';
  child.stdout?.on('data', (text) => {
    written += text;
  });
  assert.deepEqual(await once(child, 'message'), ['loaded', undefined]);
  const attributes = { ApproximateReceiveCount: '1' };
  const records = [
    { messageId: '1', attributes, body: s3Event(one) },
    { messageId: '2', attributes, body: 'nonsense' },
  ];
  child.send({ Records: records });
  assert.deepEqual((await once(child, 'message'))[0], { batchItemFailures: [{ itemIdentifier: '2' }] });
  await once(child, 'close');

  await assertQuarters((await processed('processed/a photo.jpg')).bytes);
  const lines = written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.ok(lines.every(({ timestamp, level, requestId }) => timestamp && level && requestId === 'request'));
  const metrics = lines.filter((line) => '_aws' in line);
  for (const line of metrics) assertEmbeddedMetrics(line);
  assert.deepEqual(metrics.map((line) => [line['messageId'], line['ProcessedImages']]).sort(), [
    ['1', 1],
    ['2', 0],
  ]);
});

test('of sharp only native code, what loads it, manifests and licences are copied', {
  skip: !IS_LAMBDA_LIKE && 'sharp is not installed here for Linux with glibc',
}, async (t) => {
  const directory = await temporary(t);
  await copySharpFrom(NODE_MODULES, directory, ARCHITECTURE);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  assert.ok(entries.every((entry) => entry.isFile() || entry.isDirectory()));
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const others = names.filter((name) => !/\.(js|cjs|mjs|json|node)$|\.so\.[\d.]+$|^LICENSE/.test(name));
  assert.deepEqual(others, []);
  assert.ok(names.some((name) => name.startsWith('libvips-cpp.so')) && names.some((name) => name.endsWith('.node')));
});

test('a package that is not installed is named', async (t) => {
  const directory = await temporary(t);
  await assert.rejects(
    copySharpFrom(directory, directory, 'arm64'),
    /Expected the package @img\/sharp-linux-arm64 in .* but received none/,
  );
});
