import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BatchOutcome, batchOutcome } from '../../../src/local/lambda/batch-response.ts';

const IDS = ['a', 'b', 'c'];

describe('a batch response', () => {
  const partial: [string, string, string[]][] = [
    ['null', 'null', []],
    ['an empty object', '{}', []],
    ['a null list', '{"batchItemFailures":null}', []],
    ['an empty list', '{"batchItemFailures":[]}', []],
    ['one message', '{"batchItemFailures":[{"itemIdentifier":"b"}]}', ['b']],
    ['one message twice', '{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}', ['b']],
    ['all messages', JSON.stringify({ batchItemFailures: IDS.map((itemIdentifier) => ({ itemIdentifier })) }), IDS],
    ['an unknown identifier', '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"x"}]}', IDS],
    ['an empty identifier', '{"batchItemFailures":[{"itemIdentifier":""}]}', IDS],
    ['a null identifier', '{"batchItemFailures":[{"itemIdentifier":null}]}', IDS],
    ['another key', '{"batchItemFailures":[{"messageId":"a"}]}', IDS],
    ['a list of strings', '{"batchItemFailures":["a"]}', IDS],
    ['no list', '{"batchItemFailures":"a"}', IDS],
    ['invalid JSON', '{"batchItemFailures":', IDS],
    ['a string', '"done"', IDS],
    ['a list', '[]', IDS],
  ];
  for (const [title, response, failed] of partial) {
    it(`of ${title} fails ${failed.length} of ${IDS.length}`, () => {
      const outcome: BatchOutcome = batchOutcome({ response }, IDS, ['ReportBatchItemFailures']);
      assert.deepEqual(outcome.failed, failed);
    });
  }

  it('of an error fails the whole batch and says why', () => {
    const outcome = batchOutcome({ error: 'Task timed out' }, IDS, ['ReportBatchItemFailures']);
    assert.deepEqual(outcome, { failed: IDS, reason: 'Task timed out' });
  });

  it('counts for nothing where the mapping does not ask for it', () => {
    assert.deepEqual(batchOutcome({ response: '{"batchItemFailures":[{"itemIdentifier":"b"}]}' }, IDS, []), {
      failed: [],
    });
    assert.deepEqual(batchOutcome({ error: 'thrown' }, IDS, []).failed, IDS);
  });
});
