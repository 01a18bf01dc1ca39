import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PermanentError } from '../../src/handler/errors/coded-errors.ts';
import { type EventRecord, readEventRecords } from '../../src/handler/events/event.ts';
import type { Upload } from '../../src/handler/events/upload.ts';
import { codePoint } from '../code-point.ts';
import { eventBridgeEvent, inSns, s3Event, s3Record, TEST_EVENT } from '../handler/events.ts';

const BUCKET = 'uploads';
const RUNS = { numRuns: 2_000 };

const AWKWARD = ['a', '/', '..', '+', '%', '%2F', '%zz', ' ', '&', '=', '"', '\\', '\n', '\0', 'é', '😀', '__proto__'];
const key = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.string({ minLength: 1, unit: fc.constantFrom(...AWKWARD) }),
);
const hexadecimal = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const upload: fc.Arbitrary<Upload> = fc.record(
  {
    bucket: fc.constant(BUCKET),
    key,
    versionId: fc.string({ minLength: 1 }),
    size: fc.nat(),
    eTag: hexadecimal(32),
    sequencer: hexadecimal(18),
  },
  { noNullPrototype: true },
);
const envelope = fc.constantFrom(
  (one: Upload) => s3Event(one),
  (one: Upload) => eventBridgeEvent(one),
  (one: Upload) => inSns(s3Event(one)),
  (one: Upload) => `\uFEFF${s3Event(one)}`,
);

function assertEntry(entry: EventRecord): void {
  switch (entry.kind) {
    case 'upload':
      assert.equal(entry.upload.bucket, BUCKET);
      assert.ok(typeof entry.upload.key === 'string' && entry.upload.key !== '');
      assert.ok(entry.upload.size === undefined || Number.isSafeInteger(entry.upload.size));
      break;
    case 'ignored':
      assert.equal(typeof entry.reason, 'string');
      break;
    case 'refused':
      assert.ok(entry.error instanceof PermanentError);
      assert.equal(entry.error.code, 'BAD_EVENT');
  }
}

/** All places of a value, as the names that lead there. */
const paths = (value: unknown, to: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [to, ...Object.entries(value).flatMap(([name, inside]) => paths(inside, [...to, name]))]
    : [to];

/** A copy with something else at one place. */
function replaced(value: unknown, [name, ...rest]: readonly string[], other: unknown): unknown {
  if (name === undefined) return other;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[name] = replaced(copy[name], rest, other);
  return copy;
}

test('every upload comes out of its event as it went in', () => {
  fc.assert(
    fc.property(upload, envelope, (one, put) => {
      assert.deepEqual(readEventRecords(put(one), BUCKET), [{ kind: 'upload', upload: one }]);
    }),
    RUNS,
  );
});

test('no text makes the reader of events throw, or name an object of another bucket', () => {
  const text = fc.oneof(fc.string({ unit: codePoint }), fc.json({ maxDepth: 5 }), fc.json().map(inSns));
  fc.assert(
    fc.property(text, (body) => {
      for (const entry of readEventRecords(body, BUCKET)) assertEntry(entry);
    }),
    RUNS,
  );
});

test('an event with anything in any place is read or refused', () => {
  const whole = fc.tuple(upload, envelope).map(([one, put]) => JSON.parse(put(one).replace(/^\uFEFF/, '')) as unknown);
  const events = fc.oneof(whole, fc.constant(JSON.parse(TEST_EVENT) as unknown));
  const spoilt = events.chain((event) =>
    fc.tuple(fc.constantFrom(...paths(event)), fc.jsonValue()).map(([path, other]) => replaced(event, path, other)),
  );
  fc.assert(
    fc.property(spoilt, (event) => {
      for (const entry of readEventRecords(JSON.stringify(event), BUCKET)) assertEntry(entry);
    }),
    RUNS,
  );
});

test('a record that cannot be read does not hurt the ones beside it', () => {
  const record = upload.map((one) => s3Record(one) as unknown);
  const spoilt = record.chain((one) =>
    fc.tuple(fc.constantFrom(...paths(one)), fc.jsonValue()).map(([path, other]) => replaced(one, path, other)),
  );
  fc.assert(
    fc.property(upload, spoilt, upload, (first, wrong, last) => {
      const entries = readEventRecords(JSON.stringify({ Records: [s3Record(first), wrong, s3Record(last)] }), BUCKET);
      assert.equal(entries.length, 3);
      assert.deepEqual(
        [entries[0], entries[2]],
        [
          { kind: 'upload', upload: first },
          { kind: 'upload', upload: last },
        ],
      );
    }),
    RUNS,
  );
});
