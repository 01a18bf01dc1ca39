import { LOAD } from '../pipeline/load.ts';
import { PRICES } from '../pipeline/prices.ts';
import type { Review } from './review.ts';
import { plain, type Words } from './words.ts';

const isWords = (value: object): value is Words =>
  Object.hasOwn(value, 'words') && Array.isArray((value as Words).words) && Object.keys(value).length === 1;

/** Sentences become text: `{ words: { words } }` and `{ words }` both. */
function withText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withText);
  if (typeof value !== 'object' || value === null) return value;
  if (isWords(value)) return plain(value);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withText(entry)]));
}

/** The report for programs, in the shape of review.schema.json. */
export const toJson = (review: Review): string =>
  JSON.stringify(
    {
      changed: review.templates.length > 0,
      ...(withText(review) as object),
      load: LOAD,
      prices: { date: PRICES.date, region: PRICES.region },
    },
    null,
    2,
  );
