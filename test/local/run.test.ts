import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import sharp from 'sharp';
import { assertLogLine } from '../handler/logging/log-lines.ts';
import { run } from '../run.ts';

const folder = await mkdtemp(join(tmpdir(), 'run-'));
test.after(() => rm(folder, { recursive: true }));

let runs = 0;

/** `npm start` with a page folder of its own. */
async function start(...args: string[]) {
  const out = join(folder, `out-${++runs}`);
  const ended = await run(process.execPath, ['src/local/main.ts', '--out', out, ...args]);
  // A page is made of what a person sees: without the marks of HTML.
  const page = await readFile(join(out, 'index.html'), 'utf8').catch(() => '');
  return { ...ended, out, page };
}

const file = async (name: string, bytes: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
};

const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c33' } })
    .jpeg({ quality: 50 })
    .toBuffer();

/** The row of the table that ends a run. */
const row = (stdout: string, upload: string): string =>
  stdout.split('\n').findLast((line) => line.startsWith(`${upload} `) && !line.startsWith(`${upload}:`)) ?? '';

test('without arguments samples of all five formats come out processed, and the corrupt one in the dead-letter queue', async () => {
  const { code, stdout, stderr, page, out } = await start();
  assert.equal(stderr, '');
  assert.equal(code, 0);

  assert.match(row(stdout, 'lake.jpg'), /jpeg +1600×1067 → 800×534 .* processed\/lake\.jpg$/);
  assert.match(row(stdout, 'sideways.jpg'), /jpeg +1200×1600 → 450×600 .* processed\/sideways\.jpg$/);
  assert.match(row(stdout, 'sticker.png'), /png +1000×1000 → 600×600 .* processed\/sticker\.png$/);
  assert.match(row(stdout, 'ball.gif'), /gif +480×320 ×20 .* processed\/ball\.gif$/);
  assert.match(row(stdout, 'paper scan.bmp'), /bmp → jpeg +1240×900 → 800×581 .* processed\/paper scan\.bmp\.jpg$/);
  assert.match(row(stdout, 'waves.webp'), /webp +1400×900 → 800×514 .* processed\/waves\.webp$/);
  assert.match(row(stdout, 'truncated.jpg'), /dead-letter queue: CORRUPT$/);
  assert.match(stdout, /^truncated\.jpg: CORRUPT: Expected all pixels of a JPEG but received fewer \(3 tries\)$/m);
  assert.match(stdout, /^8 uploads in .*: 7 processed, 1 in the dead-letter queue\.$/m);

  const lines = (await readFile(join(out, 'function.log'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  // Lambda's own lines stand between those of the handler.
  for (const line of lines.filter(({ type }) => type !== 'platform.report')) assertLogLine(line);
  assert.equal(lines.filter((line) => '_aws' in line).length, 10, 'seven, and three tries of one');

  const images = await readdir(join(out, 'images'));
  assert.equal(images.length, 15, 'eight befores and seven afters');
  for (const image of images) assert.ok(page.includes(`src="images/${image}"`), image);
  assert.doesNotMatch(page, /<script|https?:\/\//, 'the page needs neither a server nor a network');
  assert.match(page, /title="[^"]*">Dead letter queue <b>in alarm<\/b>/);
  assert.match(page, /title="[^"]*">Function errors <b>OK<\/b>/);
  assert.match(page, /<dd>7<\/dd><dt>images<\/dt>/);
  assert.match(page, /<i class="c0"><\/i>CORRUPT <b>3<\/b>/);
  assert.doesNotMatch(page, /Nothing in this run/, 'every widget of the dashboard has figures');
  const { width, height, format } = await sharp(join(out, 'images', '5-after.jpg')).metadata();
  assert.deepEqual({ width, height, format }, { width: 800, height: 581, format: 'jpeg' });
});

/** A small JPEG that says in its header that it has 81 megapixels. */
async function huge(): Promise<Buffer> {
  const bytes = await photo(9, 9);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  assert.equal(bytes.readUInt32BE(frame + 5), 0x0009_0009);
  bytes.writeUInt16BE(65_000, frame + 5);
  bytes.writeUInt16BE(65_000, frame + 7);
  return bytes;
}

test('images of a person, good and bad, each end in exactly one place, and a missing one is told', async () => {
  const { code, stdout, stderr } = await start(
    await file('good one.jpg', await photo(1000, 500)),
    await file('nothing.jpg', ''),
    await file('words.png', 'no image at all'),
    await file('cut.jpg', (await photo(900, 900)).subarray(0, 3000)),
    await file('heavy.jpg', new Uint8Array(52_428_801)),
    await file('huge.jpg', await huge()),
    join(folder, 'absent.jpg'),
  );
  assert.equal(stderr, `Expected ${join(folder, 'absent.jpg')} to be an image or a folder but it does not exist\n`);
  assert.equal(code, 1);
  assert.match(row(stdout, 'good one.jpg'), /1000×500 → 800×400 .* processed\/good one\.jpg$/);
  assert.match(row(stdout, 'nothing.jpg'), /dead-letter queue: EMPTY$/);
  assert.match(row(stdout, 'words.png'), /dead-letter queue: NOT_AN_IMAGE$/);
  assert.match(row(stdout, 'cut.jpg'), /dead-letter queue: CORRUPT$/);
  assert.match(row(stdout, 'heavy.jpg'), /dead-letter queue: TOO_MANY_BYTES$/);
  assert.match(row(stdout, 'huge.jpg'), /dead-letter queue: TOO_MANY_PIXELS$/);
  assert.match(stdout, /^6 uploads in .*: 1 processed, 5 in the dead-letter queue\.$/m);
});

test('a folder is all that is in it, and a hostile name stays text on the page', async () => {
  const images = join(folder, 'images of mine');
  await mkdir(images);
  await writeFile(join(images, '<img src=x onerror=alert(1)>.jpg'), await photo(40, 30));
  const { code, page } = await start(images);
  assert.equal(code, 0);
  assert.ok(page.includes('&lt;img src=x onerror=alert(1)&gt;.jpg'));
  assert.ok(!page.includes('<img src=x'));
});

suite('a mistake is told in one clear line, before anything is started', async () => {
  const good = await file('good.jpg', await photo(40, 30));
  const busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  test.after(() => busy.close());
  const address = busy.address();
  const port = String(typeof address === 'object' && address !== null ? address.port : 0);
  const nobody = join(folder, 'nobody.jpg');
  const empty = join(folder, 'empty folder');
  await mkdir(empty);
  const users = join(folder, 'users own');
  await mkdir(users);
  await writeFile(join(users, 'diary.txt'), 'dear diary');
  const template = await file('wrong.yaml', 'Resources: [');
  const unknown = await file(
    'unknown.yaml',
    (await readFile('templates/image-pipeline.yaml', 'utf8')).replace(
      'FunctionResponseTypes:',
      'FilterCriteria: {Filters: []}\n      FunctionResponseTypes:',
    ),
  );

  const cases: [string, string[], string][] = [
    [
      'an image that does not exist',
      [nobody],
      `Expected ${nobody} to be an image or a folder but it does not exist\nThere is no image to process.`,
    ],
    [
      'a folder with nothing in it',
      [empty],
      `Expected ${empty} to hold images but it is a folder with nothing in it\nThere is no image to process.`,
    ],
    [
      'a port in use',
      ['--port', port, good],
      `Expected a free port for --port but ${port} is in use by another program`,
    ],
    ['no port', ['--port', 'http', good], 'Expected a port from 0 to 65535 for --port but received http'],
    [
      'an unknown deployment',
      ['--deployment', 'prod', good],
      "Unknown deployment 'prod'; there are: production, staging",
    ],
    ['an unknown option', ['--deploy'], "Unknown option '--deploy'; see npm start -- --help"],
    [
      "a person's folder for the page",
      ['--out', users, good],
      `Expected ${users} to be empty or of an earlier run but it holds diary.txt; nothing was removed`,
    ],
  ];
  for (const [what, args, line] of cases)
    test(what, async () => {
      const { code, stderr, stdout } = await start(...args);
      assert.deepEqual({ code, stderr: stderr.trimEnd(), stdout }, { code: 2, stderr: line, stdout: '' });
    });

  test('a template that is not YAML', async () => {
    const { code, stderr } = await start('--template', template, good);
    assert.equal(code, 2);
    assert.match(stderr, /^.*wrong\.yaml:\d+: .+\n$/);
  });

  test('a property of routing that the local run does not know', async () => {
    const { code, stderr } = await start('--template', unknown, good);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^.*unknown\.yaml: Expected a property of AWS::Lambda::EventSourceMapping .* for ImageQueueMapping but received FilterCriteria\n$/,
    );
  });

  test('and nothing of that person is gone', async () => assert.deepEqual(await readdir(users), ['diary.txt']));
});
