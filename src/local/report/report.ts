import type { Observation } from './dashboard/observe.ts';
import { type Ending, type Place, placeOf } from './ending.ts';
import type { PictureFacts } from './picture-facts.ts';

/** One upload in the table and on the page: where it ended, and what its pictures are. */
export type ReportedImage = {
  ending: Ending;
  before?: PictureFacts;
  after?: PictureFacts;
  /** Files beside the page, relative to it; undefined where there is nothing that a browser could show. */
  beforeFile?: string;
  afterFile?: string;
};

/** What the report says of the run as a whole. */
export type ReportedRun = {
  deployment: string;
  templateFile: string;
  milliseconds: number;
  images: ReportedImage[];
  /** Messages that came to the dead-letter queue and are of no upload. */
  unrelated: number;
  /** What the alarms and the dashboard make of it. */
  observation: Observation;
};

const PLACES: readonly [Place, string][] = [
  ['processed', 'processed'],
  ['dead-letter queue', 'in the dead-letter queue'],
  ['both', 'in both places'],
  ['nowhere', 'nowhere'],
  ['not uploaded', 'not uploaded'],
];

/** "7 processed, 1 in the dead-letter queue": how many uploads ended where. */
export const summary = (images: readonly ReportedImage[]): string =>
  PLACES.map(([place, words]) => [images.filter(({ ending }) => placeOf(ending) === place).length, words] as const)
    .filter(([count, words]) => count > 0 || words === 'processed')
    .map(([count, words]) => `${count} ${words}`)
    .join(', ');
