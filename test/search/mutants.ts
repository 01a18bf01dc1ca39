import type { Edit } from './handler-copy.ts';
import type { INVARIANTS } from './invariants.ts';

/** The handler with one fault, and the invariants of which a search has to find one broken. */
export type HandlerMutant = {
  /** Of which schedules it is found among; ordinary ones where it does not say. */
  among?: 'hostile';
  name: string;
  edits: readonly Edit[];
  breaks: readonly (typeof INVARIANTS)[number][];
  /** One with which a first schedule finds it, where others take dozens. */
  seed?: number;
};

const NEWER = 'an output is only replaced by that of a newer upload';
const THERE = 'what is called done is there, or something newer';
const DONE = 'a good upload is done when nothing happens to its message';
const NEVER_DONE = 'what cannot become an image is never called done';
const RENDITION = 'every output is the rendition of its upload';
const METADATA = 'every output has its metadata';
const STALE = 'nothing stale stays';
const EXPLAINED = 'what ends in the dead-letter queue has a report or an image';
const REPORTED = 'what cannot become an image has a report';
const REPORT = 'every report is of an upload that was refused, and says why';

export const MUTANTS: readonly HandlerMutant[] = [
  {
    name: 'writes without conditions',
    edits: [{ file: 's3/put-newest.ts', find: '{ ...input, ...condition }', replace: 'input' }],
    breaks: [NEWER],
  },
  {
    name: 'takes every upload for the newest',
    edits: [
      {
        file: 'events/identity.ts',
        find: 'return named(compareSequencers(identity.sequencer, sequencer));',
        replace: "return 'newer';",
      },
    ],
    breaks: [NEWER],
  },
  {
    name: 'compares sequencers as numbers',
    edits: [{ file: 'events/identity.ts', find: "padEnd(digits, '0')", replace: "padStart(digits, '0')" }],
    breaks: [NEWER, THERE, REPORTED],
  },
  {
    name: 'takes a lost race for the end',
    edits: [
      {
        file: 's3/put-newest.ts',
        find: 'if (!isLostRace(error)) throw',
        replace: "if (isLostRace(error)) return 'newer'; throw",
      },
    ],
    breaks: [THERE, REPORTED],
  },
  {
    name: 'gives equal renditions of two uploads equal bytes',
    seed: 97,
    edits: [
      {
        file: 'batch/process-upload.ts',
        find: 'embedIdentity(made.bytes, made.format, identity)',
        replace: 'made.bytes',
      },
    ],
    breaks: [NEWER],
  },
  {
    name: 'replaces the rendition of another key',
    edits: [{ file: 'events/identity.ts', find: "isOfAnyKey(metadata) ? 'taken' : 'newer'", replace: "'newer'" }],
    breaks: [NEWER, THERE],
  },
  {
    name: 'reads the current version instead of that of the event',
    edits: [{ file: 's3/objects.ts', find: 'Key: key, VersionId: versionId }', replace: 'Key: key }' }],
    breaks: [DONE, RENDITION, NEVER_DONE],
  },
  {
    name: 'takes a body that breaks off for the whole one',
    edits: [{ file: 's3/objects.ts', find: 'if (received !== length) {', replace: 'if (received > length) {' }],
    breaks: [REPORT, RENDITION],
  },
  {
    name: 'deletes the whole batch when a part of it fails',
    edits: [
      {
        file: 'batch/handle-batch.ts',
        find: 'records.filter((record) => !done.get(record))',
        replace: 'records.slice(records.length)',
      },
    ],
    breaks: [NEVER_DONE, THERE],
  },
  {
    name: 'fails the whole batch when a part of it fails',
    edits: [
      {
        file: 'batch/handle-batch.ts',
        find: 'records.filter((record) => !done.get(record))',
        replace: 'records.filter(() => records.some((record) => !done.get(record)))',
      },
    ],
    breaks: [DONE],
  },
  {
    name: 'calls a record done when one of its images is',
    seed: 52,
    edits: [
      {
        file: 'batch/handle-batch.ts',
        find: "outcomes.every((outcome) => outcome === 'done')",
        replace: "outcomes.some((outcome) => outcome === 'done')",
      },
    ],
    breaks: [NEVER_DONE, THERE],
  },
  {
    name: 'calls done what it gave back',
    seed: 2,
    edits: [
      {
        file: 'batch/handle-batch.ts',
        find: "outcomes.every((outcome) => outcome === 'done')",
        replace: "outcomes.every((outcome) => outcome !== 'failed')",
      },
    ],
    breaks: [NEVER_DONE, THERE],
  },
  {
    name: 'does not decode keys',
    seed: 9,
    edits: [{ file: 'events/event.ts', find: "decodeURIComponent(key.replaceAll('+', ' '))", replace: 'key' }],
    breaks: [DONE],
  },
  {
    name: 'decodes keys without their spaces',
    seed: 9,
    edits: [{ file: 'events/event.ts', find: "key.replaceAll('+', ' ')", replace: 'key' }],
    breaks: [DONE],
  },
  {
    name: 'fails on the test event',
    edits: [{ file: 'events/event.ts', find: "event['Event'] === 's3:TestEvent'", replace: 'false' }],
    breaks: [DONE],
  },
  {
    name: 'takes a body that is no event for done',
    edits: [
      {
        file: 'batch/handle-image.ts',
        find: "if (record.kind === 'refused') throw record.error;",
        replace: "if (record.kind === 'refused') return 'done';",
      },
    ],
    breaks: [NEVER_DONE],
  },
  {
    name: 'takes permanent errors for done',
    edits: [
      {
        file: 'batch/finish-attempt.ts',
        find: "removeStale(identity, lastSignal))) return 'failed';",
        replace: "removeStale(identity, lastSignal))) return error instanceof PermanentError ? 'done' : 'failed';",
      },
    ],
    breaks: [NEVER_DONE],
  },
  {
    name: 'takes passing errors for done',
    seed: 1,
    edits: [
      {
        file: 'batch/finish-attempt.ts',
        find: "if (!isLastAttempt && !(error instanceof PermanentError)) return 'failed';",
        replace: "if (!(error instanceof PermanentError)) return 'done';",
      },
    ],
    breaks: [THERE],
  },
  {
    name: 'takes passing errors for permanent',
    edits: [
      {
        file: 'errors/outcomes.ts',
        find: '? new PermanentError(row.permanent, message, { cause: error })\n    : new PassingError(row.passing, message, { cause: error })',
        replace:
          "? new PermanentError(row.permanent, message, { cause: error })\n    : new PermanentError('NOT_FOUND', message, { cause: error })",
      },
    ],
    breaks: [REPORT],
  },
  {
    name: 'writes no reports',
    edits: [
      {
        file: 'batch/finish-attempt.ts',
        find: 'await putReport(',
        replace: 'if (messageId === key) await putReport(',
      },
    ],
    breaks: [REPORTED],
  },
  {
    name: 'reports no passing error at the last try',
    edits: [{ file: 'batch/handle-batch.ts', find: 'receiveCount >= context.maxReceiveCount', replace: 'false' }],
    breaks: [EXPLAINED],
  },
  {
    name: 'counts one try too many',
    edits: [
      {
        file: 'batch/handle-batch.ts',
        find: 'receiveCount >= context.maxReceiveCount',
        replace: 'receiveCount > context.maxReceiveCount',
      },
    ],
    breaks: [EXPLAINED],
  },
  {
    name: 'leaves older renditions under another extension',
    edits: [
      {
        file: 's3/remove-stale.ts',
        find: "image.comparison === 'newer' || (isReplaced && image.comparison === 'same')",
        replace: "image.key === ''",
      },
    ],
    breaks: [STALE],
  },
  {
    name: 'leaves its own rendition where it was late',
    edits: [
      { file: 's3/remove-stale.ts', find: "(isReplaced && image.comparison === 'same')", replace: "image.key === ''" },
    ],
    breaks: [STALE],
  },
  {
    name: 'leaves reports on what has succeeded since',
    edits: [
      {
        file: 's3/remove-stale.ts',
        find: "report.comparison === 'newer' || report.comparison === 'same'",
        replace: "report.key === ''",
      },
    ],
    breaks: [STALE],
  },
  {
    name: 'deletes the report on a newer upload',
    seed: 30,
    edits: [
      {
        file: 's3/remove-stale.ts',
        find: "report.comparison === 'newer' || report.comparison === 'same'",
        replace: "report.key !== ''",
      },
    ],
    breaks: [REPORTED, EXPLAINED],
  },
  {
    name: 'deletes newer renditions too',
    edits: [{ file: 's3/remove-stale.ts', find: "image.comparison === 'newer' ||", replace: "image.key !== '' ||" }],
    breaks: [THERE],
  },
  {
    name: 'deletes whatever is there by then',
    edits: [{ file: 's3/objects.ts', find: ', IfMatch: eTag }', replace: ' }' }],
    breaks: [THERE, REPORTED, EXPLAINED],
  },
  {
    name: 'does not look again after it has written a report',
    seed: 8,
    edits: [
      {
        file: 'batch/finish-attempt.ts',
        find: '!(await context.processed.removeStale(identity, lastSignal))',
        replace: 'context !== undefined',
      },
    ],
    breaks: [STALE],
  },
  {
    name: 'drops the metadata of the upload',
    edits: [{ file: 'batch/process-upload.ts', find: 'fetched.metadata)', replace: '{})' }],
    breaks: [METADATA],
  },
  {
    name: 'writes no sequencer',
    edits: [{ file: 's3/user-metadata.ts', find: '\n    sequencer,', replace: '' }],
    breaks: [METADATA],
  },
  {
    name: 'writes keys into metadata as they are',
    seed: 1,
    edits: [{ file: 'events/identity.ts', find: 'encodeURIComponent(key.toWellFormed())', replace: 'key' }],
    breaks: [DONE, METADATA, REPORTED],
  },
  {
    name: 'says that every rendition has no bytes',
    edits: [
      { file: 'batch/process-upload.ts', find: "'processed-size': String(", replace: "'processed-size': String(0 * " },
    ],
    breaks: [METADATA],
  },
  {
    name: 'writes JPEG bytes whatever the format',
    edits: [
      {
        file: 'image/render.ts',
        find: 'await finish(fitted, bytes, {\n      format,',
        replace: "await finish(fitted, bytes, {\n      format: 'jpeg',",
      },
    ],
    breaks: [RENDITION],
  },
  {
    name: 'loses the orientation',
    edits: [{ file: 'image/render.ts', find: 'autoOrient: plan.frames === 1', replace: 'autoOrient: false' }],
    breaks: [RENDITION],
  },
  {
    among: 'hostile',
    name: 'does not isolate what comes again',
    edits: [
      {
        file: 'batch/process-upload.ts',
        find: 'isRepeated || here.isStuck() ? prepareIsolated',
        replace: 'here.isStuck() ? prepareIsolated',
      },
    ],
    breaks: ['a bad upload costs another one try at most', REPORTED],
  },
  {
    among: 'hostile',
    name: 'does not answer at the deadline',
    edits: [{ file: 'batch/handle-batch.ts', find: "() => resolve('given back')", replace: '() => undefined' }],
    breaks: ['the handler answers at the deadline'],
  },
];
