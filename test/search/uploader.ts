import { eventBridgeEvent, inSns, s3Record, TEST_EVENT } from '../handler/events.ts';
import type { Move } from './schedule.ts';
import { type PendingEvent, UPLOADS, type Upload, type World } from './world.ts';

/** The two first are uploaded most; the rendition of `scan.bmp` as a JPEG has the key of that of `scan.bmp.jpg`. */
const KEYS = ['cat.png', 'scan.bmp', 'scan.bmp.jpg', 'a b+c%20ü/ж.gif', 'folder/', `long/${'k'.repeat(1015)}`] as const;

/** What is in the queue besides events of uploads. */
const BODIES = [
  { body: TEST_EVENT, isJunk: false },
  { body: JSON.stringify({ Records: [] }), isJunk: false },
  { body: 'no event at all', isJunk: true },
] as const;

const pick = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(1, items.length)];

/** As S3 writes them, without the zeros at their end: of different length, and greater with every upload. */
const sequencerOf = (count: number): string =>
  `0062D4A1${(count + 13).toString(16).padStart(2, '0')}`.replace(/0+$/, '');

const toEvent = ({ key, versionId, sequencer, file }: Upload) => ({
  bucket: UPLOADS,
  key,
  versionId,
  sequencer,
  size: file.bytes.length,
  eTag: 'e',
});

function put(world: World, { key: at, file: fileAt, envelope, joined }: Extract<Move, { do: 'put' }>): void {
  const key = pick(KEYS, at) as string;
  const file = pick(world.files, fileAt) as World['files'][number];
  const count = world.uploads.length + 1;
  const owner = `owner ${count}`;
  const { versionId } = world.s3.put(UPLOADS, key, file.bytes, 'application/octet-stream', { owner });
  const name = `${key.length > 30 ? 'LONG KEY' : key} #${count}`;
  const upload: Upload = { name, key, versionId, sequencer: sequencerOf(count), file, owner, isGone: false };
  world.uploads.push(upload);
  world.trace.push(`upload ${name}: ${file.name}`);

  const last = world.events.at(-1);
  if (joined && last?.records) {
    last.records.push(s3Record(toEvent(upload)));
    last.uploads.push(upload);
    return;
  }
  world.events.push(eventOf(upload, envelope));
}

function eventOf(upload: Upload, envelope: number): PendingEvent {
  const records = [s3Record(toEvent(upload))] as unknown[];
  const notification = { uploads: [upload], records, isJunk: false, body: () => JSON.stringify({ Records: records }) };
  switch (envelope % 3) {
    case 1:
      return { uploads: [upload], isJunk: false, body: () => eventBridgeEvent(toEvent(upload)) };
    case 2:
      return { ...notification, body: () => inSns(JSON.stringify({ Records: records })) };
    default:
      return notification;
  }
}

/** Does the next of the schedule's moves. */
export function makeMove(world: World): void {
  const move = world.schedule.moves[world.moved++];
  switch (move?.do) {
    case 'put':
      put(world, move);
      return;
    case 'hide': {
      const key = pick(KEYS, move.key) as string;
      world.trace.push(`delete ${key}`);
      world.s3.hide(UPLOADS, key);
      return;
    }
    case 'remove': {
      const upload = pick(world.uploads, move.upload);
      if (upload === undefined) return;
      world.trace.push(`delete ${upload.name} for good`);
      upload.isGone = true;
      world.s3.remove(UPLOADS, upload.key, upload.versionId);
      return;
    }
    case 'send': {
      const { body, isJunk } = pick(BODIES, move.body) as (typeof BODIES)[number];
      world.events.push({ uploads: [], isJunk, body: () => body });
    }
  }
}
