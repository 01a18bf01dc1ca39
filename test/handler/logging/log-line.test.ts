import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import sharp from 'sharp';
import { PASSING_ERROR_CODES, PERMANENT_ERROR_CODES } from '../../../src/handler/errors/coded-errors.ts';
import { drawGif, drawJpeg, drawUltraHdr } from '../../pictures.ts';
import { EMBEDDED_SCHEMA } from '../embedded-metrics.ts';
import { s3Event, TEST_EVENT } from '../events.ts';
import { record, start, startHandler } from '../handling.ts';
import { LOG_LINE_SCHEMA, METRICS_TITLE } from './log-lines.ts';

const JPEG = await drawJpeg({ width: 160, height: 80 });

/** That each line is as documented is checked where lines are kept: see startHandler. */
const titlesOf = (lines: readonly Record<string, unknown>[]) => lines.map(({ message = METRICS_TITLE }) => message);

test('the schemas that lines and their metrics are checked against are schemas', () => {
  for (const [ajv, schema] of [
    [new Ajv2020(), LOG_LINE_SCHEMA],
    [new Ajv(), EMBEDDED_SCHEMA],
  ] as const) {
    assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
  }
});

test('the schema knows every code and no other', () => {
  assert.deepEqual(LOG_LINE_SCHEMA.$defs.code.enum, [...PERMANENT_ERROR_CODES, ...PASSING_ERROR_CODES]);
});

test('every line that the schema documents is written, and no other', async (t) => {
  const { upload, handle, lines, url } = await start(t);
  const bad = await upload('a.jpg', Buffer.from('no image'));
  const old = await upload('a.jpg', JPEG);
  const one = await upload('a.jpg', JPEG, { long: 'x'.repeat(1900) });
  const text = await upload('text.jpg', Buffer.from('no image'));
  for (const body of [s3Event(one), s3Event(one), s3Event(old), s3Event(bad)]) await handle(record('m', body));
  await handle(record('m', TEST_EVENT), record('n', '{"Records":[]}'), record('o', s3Event(text)));
  await handle(record('p', s3Event({ bucket: 'uploads', key: 'folder/', size: 0 })));
  await handle(record('r', s3Event(await upload('hdr.jpg', await drawUltraHdr({ width: 160, height: 80 })))));
  const late = startHandler(t, { url, remaining: 0 });
  await late.handle(record('m', s3Event(one)));
  const hasty = startHandler(t, { url, environment: { FUNCTION_TIMEOUT: '2' } });
  await hasty.handle(record('q', s3Event(await upload('a.gif', await drawGif({ width: 320, height: 160 }, 120)))));
  const homeless = startHandler(t, { url, environment: { PROCESSED_BUCKET: 'nowhere' } });
  await homeless.handle(record('m', s3Event(text)));

  const written = new Set(titlesOf([...lines, ...late.lines, ...hasty.lines, ...homeless.lines]));
  assert.deepEqual([...written].sort(), LOG_LINE_SCHEMA.oneOf.map(({ title }) => title).sort());
});

test('a line on an image tells its sizes and what each step of it took', async (t) => {
  const { upload, handle, logged } = await start(t);
  await handle(record('m', s3Event(await upload('a.jpg', JPEG))));
  const { from, to, durations, milliseconds } = logged('INFO')[0] ?? {};
  assert.deepEqual(from, { bytes: JPEG.length, format: 'jpeg', width: 160, height: 80, frames: 1, pixels: 12_800 });
  const { bytes, ...rest } = to as Record<string, unknown>;
  assert.deepEqual(rest, { format: 'jpeg', width: 80, height: 40, frames: 1, pixels: 3200 });
  assert.ok(Number(bytes) > 0);
  const steps = durations as Record<string, number>;
  assert.deepEqual(Object.keys(steps), ['get', 'read', 'render', 'put']);
  const sum = Object.values(steps).reduce((a, b) => a + b);
  assert.ok(sum <= Number(milliseconds) + 2, `${sum} of ${milliseconds}`); // each of four is rounded
});

test('a line on a failure tells how far the image came', async (t) => {
  const { upload, handle, logged } = await start(t);
  const cut = JPEG.subarray(0, JPEG.length - 40);
  await handle(record('m', s3Event(await upload('cut.jpg', cut), { bucket: 'uploads', key: 'gone.jpg', size: 7 })));
  const [gone, corrupt] = logged('ERROR').toSorted((a, b) => String(b['key']).localeCompare(String(a['key'])));
  assert.deepEqual([gone?.['from'], Object.keys(Object(gone?.['durations']))], [{ bytes: 7 }, ['get']]);
  assert.equal(Object(corrupt?.['from']).pixels, 12_800);
  assert.deepEqual(Object.keys(Object(corrupt?.['durations'])), ['get', 'read', 'render']);
});

test('no line grows with what a stranger writes into an event', async (t) => {
  const { handle, lines } = await start(t);
  const endless = '\u0001'.repeat(300_000);
  const events = [
    { source: 'aws.s3', 'detail-type': endless },
    {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name: 'uploads' }, object: { key: `${endless}\ud800`, 'version-id': endless } },
    },
  ];
  await handle(...events.map((event, index) => record(`m${index}`, JSON.stringify(event))));
  assert.deepEqual(new Set(titlesOf(lines)).size, 3, 'ignored, failed, metrics');
  assert.ok(lines.every((line) => JSON.stringify(line).length < 80_000));
});

test('no line tells what the uploader wrote into an image or beside it', async (t) => {
  const { upload, handle, lines, metrics } = await start(t);
  const name = 'Ada Lovelace';
  const image = await sharp(JPEG)
    .withExif({ IFD0: { Artist: name, ImageDescription: name } })
    .toBuffer();
  assert.ok(image.includes(name));
  const metadata = { author: name, long: name.repeat(150) };
  const whole = await upload('a.jpg', image, metadata);
  const cut = await upload('b.jpg', image.subarray(0, image.length - 40), metadata);
  await handle(record('m', s3Event(whole, cut)));
  assert.equal(metrics().length, 2);
  assert.doesNotMatch(JSON.stringify(lines), /Lovelace/); // "Ada" alone may be part of a version id
});
