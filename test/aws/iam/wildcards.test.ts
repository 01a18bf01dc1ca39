import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { expandAction } from '../../../src/aws/iam/actions.ts';
import { matchesAction, parseAction } from '../../../src/aws/iam/elements.ts';
import { evaluate } from '../../../src/aws/iam/evaluate.ts';
import { identity, request } from './policies.ts';

describe('wildcards', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });
  const holds = (pattern: string, text: string) =>
    evaluate(request({ resource: `arn:aws:s3:::${text}` }), {
      identity: [identity({ Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::${pattern}` })],
    }).allowed;

  it('match what a regular expression of the same meaning does', () => {
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const expression = pattern.replaceAll('*', '[^]*').replaceAll('?', '[^]');
        assert.equal(holds(pattern, text), new RegExp(`^${expression}$`).test(text));
      }),
    );
  });

  it('match everything when there is only one asterisk', () => {
    fc.assert(fc.property(fc.string({ maxLength: 20 }), (text) => holds('*', text)));
  });
});

describe('the actions that a pattern means', () => {
  it('are those that it matches', () => {
    const all = ['s3', 'sqs', 'logs'].flatMap((service) => expandAction(`${service}:*`));
    const part = fc.string({
      unit: fc.constantFrom('*', '?', 'G', 'e', 't', 'o', 'S', 'm', 's', 'a'),
      minLength: 1,
      maxLength: 6,
    });
    const pattern = fc.tuple(fc.constantFrom('s3', 'SQS', 'logs'), part).map(([service, name]) => `${service}:${name}`);
    fc.assert(
      fc.property(pattern, (text) => {
        const matching = all.filter((action) => matchesAction(parseAction(text), action)).sort();
        assert.deepEqual(expandAction(text), matching);
      }),
      { numRuns: 200 },
    );
  });
});
