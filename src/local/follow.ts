import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetterWatch } from './dead-letters.ts';
import { type Ending, placeOf } from './report/ending.ts';
import type { ProcessedObject } from './services/processed-objects.ts';

export type FollowOptions = {
  endings: readonly Ending[];
  uploadBucket: string;
  newProcessed(): Promise<ProcessedObject[]>;
  deadLetters: DeadLetterWatch;
  /** Fills in what the function's log says of an upload. */
  explain(ending: Ending): void;
  /** Messages that are waiting or worked on. */
  messagesLeft(): Promise<number>;
  isUploading(): boolean;
  /** Told once of each upload, when it has come to an end. */
  ended(ending: Ending): void;
  /** How long nothing may end before the rest counts as lost. */
  patienceMilliseconds: number;
  signal: AbortSignal;
};

/** Between two looks: nine times as long as a look takes, and a tenth to half of a second. */
const pauseAfter = (lookMilliseconds: number): number => Math.min(500, Math.max(100, 9 * lookMilliseconds));

/** With no message left and nothing in flight, an event may still be on its way from S3; longer than this it is not. */
const QUIET_MILLISECONDS = 5_000;

const EXTENSIONS = ['', '.jpg', '.png', '.webp', '.gif'];

/** Whose rendition it is: by the original key in its metadata, or by its own key where that did not fit. */
function isOf({ key, metadata }: ProcessedObject, { input }: Ending, uploadBucket: string): boolean {
  if (metadata['original-bucket'] !== uploadBucket) return false;
  const original = metadata['original-key'];
  if (original !== undefined) return original === encodeURIComponent(input.key);
  return EXTENSIONS.some((extension) => key === `processed/${input.key}${extension}`);
}

const isHis = (ending: Ending, key: string, versionId: string | undefined): boolean =>
  ending.input.key === key &&
  (versionId === undefined || ending.versionId === undefined || ending.versionId === versionId);

/** Looks at the processed bucket and the dead-letter queue until every upload has ended, or will not end any more. */
export async function followToTheEnd(options: FollowOptions): Promise<{ unrelated: number }> {
  const { endings, signal } = options;
  const told = new Set<Ending>();
  let unrelated = 0;
  let lastChange = Date.now();
  let quietSince: number | undefined;

  async function look(): Promise<void> {
    for (const object of await options.newProcessed()) {
      const ending = endings.find((candidate) => isOf(object, candidate, options.uploadBucket));
      if (ending) ending.processed.push(object);
    }
    for (const { messageId, objects } of await options.deadLetters.poll()) {
      const mine = endings.filter((ending) => objects.some(({ key, versionId }) => isHis(ending, key, versionId)));
      if (mine.length === 0) unrelated++;
      for (const ending of mine) ending.deadLetter = { messageId, code: '', reason: '' };
    }
  }

  function tell(): void {
    for (const ending of endings) {
      if (told.has(ending) || placeOf(ending) === 'nowhere') continue;
      options.explain(ending);
      told.add(ending);
      lastChange = Date.now();
      options.ended(ending);
    }
  }

  while (!signal.aborted) {
    // The queue first: what was in it a moment ago is in one of the places now, or comes back.
    const started = Date.now();
    const isDrained = !options.isUploading() && (await options.messagesLeft()) === 0;
    await look();
    tell();
    if (isDrained && told.size === endings.length) break;
    quietSince = isDrained ? (quietSince ?? Date.now()) : undefined;
    if (quietSince !== undefined && Date.now() - quietSince > QUIET_MILLISECONDS) break;
    if (!options.isUploading() && Date.now() - lastChange > options.patienceMilliseconds) break;
    await sleep(pauseAfter(Date.now() - started), undefined, { signal }).catch(() => undefined);
  }
  return { unrelated };
}
