import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermanentError } from '../../../src/handler/errors/coded-errors.ts';
import { createLog, errorFields } from '../../../src/handler/logging/log.ts';
import { LOG_LEVELS } from '../../../src/handler/settings/environment.ts';

for (const [index, lowest] of LOG_LEVELS.entries()) {
  test(`${lowest} writes its level and those above it, by Lambda's names`, () => {
    const lines: string[] = [];
    const log = createLog(lowest, (line) => lines.push(line));
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).level),
      ['DEBUG', 'INFO', 'WARN', 'ERROR'].slice(index),
    );
  });
}

test('a line is one JSON object with its time, level, message and all fields', () => {
  const lines: string[] = [];
  const log = createLog('INFO', (line) => lines.push(line), { requestId: 'r' }).with({
    key: 'two\nlines',
    versionId: undefined,
  });
  log.info('Hello', { bytes: 3 });
  const { timestamp, ...rest } = JSON.parse(lines.join());
  assert.deepEqual(rest, { level: 'INFO', message: 'Hello', requestId: 'r', key: 'two\nlines', bytes: 3 });
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.doesNotMatch(lines.join(), /\n/);
});

test('a permanent error is told by its code, without a stack', () => {
  assert.deepEqual(errorFields(new PermanentError('CORRUPT', 'broken')), {
    code: 'CORRUPT',
    error: 'PermanentError',
    reason: 'broken',
  });
});

test('an error that may pass is told with its stack', () => {
  const error = new TypeError('what?');
  assert.deepEqual(errorFields(error), { code: 'UNEXPECTED', error: 'TypeError', reason: 'what?', stack: error.stack });
  assert.deepEqual(errorFields('text'), { code: 'UNEXPECTED', reason: 'text' });
});
