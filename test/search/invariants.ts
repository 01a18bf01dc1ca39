import { createHash } from 'node:crypto';
import { embedIdentity } from '../../src/handler/s3/embed-identity.ts';
import { MAX_KEY_BYTES, renditionKeys, reportKey } from '../../src/handler/s3/object-key.ts';
import { LAST_MODIFIED, type StoredObject } from './memory-s3.ts';
import { keysFor, type Message, PROCESSED, type Try, UPLOADS, type Upload, type World } from './world.ts';

export const INVARIANTS = [
  'every message is done with or dead',
  'what cannot become an image is never called done',
  'a good upload is done when nothing happens to its message',
  'what cannot become an image has a report',
  'what ends in the dead-letter queue has a report or an image',
  'what is called done is there, or something newer',
  'an output is only replaced by that of a newer upload',
  'nothing stale stays',
  'every output is the rendition of its upload',
  'every output has its metadata',
  'every report is of an upload that was refused, and says why',
  'a bad upload costs another one try at most',
  // Seen on the way.
  'the handler always answers',
  'the handler answers at the deadline',
  'nothing waits for nothing',
  'everything comes to rest',
] as const;

export type Broken = { invariant: string; what: string };

/** What has to become of an upload. `either`: it was deleted meanwhile, or two uploads want the same output. */
type Verdict =
  | { kind: 'output'; key: string }
  | { kind: 'refused'; codes: readonly string[] }
  | { kind: 'ignored' }
  | { kind: 'either'; codes: readonly string[] };

const outputKey = ({ key, file }: Upload): string | undefined =>
  file.kind === 'image' ? `processed/${key}${file.extension}` : undefined;

function verdictOf(upload: Upload, world: World): Verdict {
  const { key, file } = upload;
  if (key.endsWith('/') && file.bytes.length === 0) return { kind: 'ignored' };
  // What is found first is told: a file may be corrupt behind its headers, and its key too long for its headers.
  const isLong = Buffer.byteLength(`processed/${key}`) > MAX_KEY_BYTES;
  const codes = [...(file.kind === 'image' ? [] : [file.code]), ...(isLong ? ['KEY_TOO_LONG'] : [])];
  // What is broken in its pixels has not been told its format's key yet: any that it may have can be taken.
  const output = outputKey(upload);
  const wanted = output === undefined ? keysFor(key) : [output];
  const isContested = world.uploads.some((other) => other.key !== key && wanted.includes(outputKey(other) ?? ''));
  const possible = isContested ? [...codes, 'KEY_TAKEN'] : codes;
  if (upload.isGone || (isContested && codes.length === 0)) return { kind: 'either', codes: possible };
  return codes.length > 0 ? { kind: 'refused', codes: possible } : { kind: 'output', key: output as string };
}

const isUndisturbed = ({ mishaps }: Try): boolean => mishaps.length === 0;

/** The upload that an object says it is of. */
const uploadOf = ({ metadata }: StoredObject, { uploads }: World): Upload | undefined =>
  uploads.find(
    ({ key, versionId }) =>
      versionId === metadata['original-version-id'] &&
      (metadata['original-key'] === encodeURIComponent(key) ||
        metadata['original-key-sha256'] === createHash('sha256').update(key).digest('hex')),
  );

/** With the mark that makes its bytes those of one upload, or without: what the mark is for is another invariant's affair. */
function isRendition(upload: Upload, key: string, { bytes, contentType }: StoredObject): boolean {
  const { file, versionId, sequencer } = upload;
  if (key !== outputKey(upload) || file.kind !== 'image' || file.rendition.contentType !== contentType) return false;
  const identity = { bucket: UPLOADS, key: upload.key, sequencer, versionId, lastModified: LAST_MODIFIED };
  const marked = embedIdentity(file.rendition.bytes, file.rendition.format, identity);
  return bytes.equals(marked) || bytes.equals(file.rendition.bytes);
}

/** Everything that is not as it has to be when a schedule has come to rest. */
export function brokenInvariants(world: World): Broken[] {
  const broken: Broken[] = [];
  const check = (invariant: (typeof INVARIANTS)[number], isKept: boolean, what: string): void => {
    if (!isKept) broken.push({ invariant, what });
  };
  const order = (upload: Upload | undefined): number => (upload ? world.uploads.indexOf(upload) : -1);
  const stored = world.s3.objects(PROCESSED);
  const uploadAt = (key: string): Upload | undefined => {
    const current = stored.get(key)?.at(-1);
    return current && uploadOf(current, world);
  };
  const orderAt = (key: string): number => order(uploadAt(key));
  /** Of the newest image of a key that is there, under any extension. */
  const imageOrder = (key: string): number =>
    Math.max(...['', ...renditionKeys(key)].map((each) => (uploadAt(each)?.key === key ? orderAt(each) : -1)));

  /** What is refused in its pixels may be superseded before they are looked at: nobody misses it. */
  const isUnaccounted = ({ upload, verdict }: { upload: Upload; verdict: Verdict }): boolean =>
    verdict.kind === 'refused' && imageOrder(upload.key) <= order(upload);

  const latest = (uploads: readonly Upload[], key: string): number =>
    Math.max(...uploads.filter((upload) => upload.key === key).map(order));

  /** A passing error is an upload's end where its last try was disturbed, or found it deleted. */
  const mayHaveFailedAtLast = (upload: Upload): boolean =>
    world.messages.some(
      ({ uploads, tries }) =>
        uploads.includes(upload) &&
        tries.some(
          (attempt) =>
            attempt.receiveCount === world.schedule.maxReceiveCount && (upload.isGone || !isUndisturbed(attempt)),
        ),
    );

  function checkMessage(message: Message): void {
    const { id, state, uploads, tries, isJunk } = message;
    check('every message is done with or dead', state === 'deleted' || state === 'dead', `${id} is ${state}`);
    const verdicts = uploads.map((upload) => ({ upload, verdict: verdictOf(upload, world) }));
    const isGood = !isJunk && verdicts.every(({ verdict }) => verdict.kind === 'output' || verdict.kind === 'ignored');
    for (const attempt of tries) {
      const { said, receiveCount } = attempt;
      const what = `${id}, try ${receiveCount}`;
      const isWrong = said === 'done' && (isJunk || verdicts.some(isUnaccounted));
      check('what cannot become an image is never called done', !isWrong, what);
      const isExcused = said === undefined || !isUndisturbed(attempt);
      const good = 'a good upload is done when nothing happens to its message';
      check(good, !isGood || isExcused || said === 'done', what);
      for (const { upload, verdict } of verdicts) {
        if (verdict.kind === 'output' && said === 'done') {
          const isThere = imageOrder(upload.key) >= order(upload);
          check('what is called done is there, or something newer', isThere, `${upload.name} of ${what}`);
        }
        if (verdict.kind === 'refused' && said === 'failed' && !isExcused) {
          const isThere = orderAt(reportKey(upload.key)) >= order(upload) || !isUnaccounted({ upload, verdict });
          check('what cannot become an image has a report', isThere, `${upload.name} of ${what}`);
        }
      }
    }
    const last = tries.at(-1);
    if (state === 'dead' && last?.said === 'failed' && last.mishaps.every(({ leavesReport }) => leavesReport)) {
      for (const { key, name } of uploads.filter((upload) => verdictOf(upload, world).kind !== 'ignored')) {
        const isExplained = Math.max(orderAt(reportKey(key)), imageOrder(key)) >= latest(uploads, key);
        check('what ends in the dead-letter queue has a report or an image', isExplained, `${name} of ${id}`);
      }
    }
    const harmed = tries.filter(
      ({ mishaps }) => mishaps.length > 0 && mishaps.every(({ blame }) => blame === 'sibling'),
    ).length;
    check('a bad upload costs another one try at most', state !== 'dead' || harmed <= 1, `${id} lost ${harmed}`);
  }

  function checkOutput(key: string, object: StoredObject): void {
    const upload = uploadOf(object, world);
    const { metadata, bytes } = object;
    const what = `${key}, version ${object.versionId.replace(/^v0*/, '')}`;
    if (upload === undefined) {
      check('every output has its metadata', false, `${what}: of no upload`);
      return;
    }
    const { sequencer, owner, file } = upload;
    const expected: Record<string, string> = { 'original-bucket': UPLOADS, sequencer };
    if (key.startsWith('processed/')) {
      expected['owner'] = owner;
      expected['original-size'] = String(file.bytes.length);
      expected['processed-size'] = String(bytes.length);
      check(
        'every output is the rendition of its upload',
        isRendition(upload, key, object),
        `${what} of ${upload.name}`,
      );
    } else {
      const report = JSON.parse(bytes.toString()) as Record<string, unknown>;
      const verdict = verdictOf(upload, world);
      const isCode =
        report['mayPass'] === true
          ? mayHaveFailedAtLast(upload)
          : 'codes' in verdict && verdict.codes.includes(String(report['code']));
      const isRight = key === reportKey(upload.key) && report['key'] === upload.key && isCode;
      const reports = 'every report is of an upload that was refused, and says why';
      check(reports, isRight, `${what} of ${upload.name}: ${report['code']}`);
    }
    const missing = Object.keys(expected).filter((name) => metadata[name] !== expected[name]);
    check('every output has its metadata', missing.length === 0, `${what} of ${upload.name}: ${missing.join(', ')}`);
  }

  /** Excused where the handler could not see it, or was stopped at the last try of a message of the key. */
  function checkStale(key: string): void {
    const upload = uploadAt(key);
    if (upload === undefined || keysFor(upload.key).some((each) => world.unwatched.has(each))) return;
    const isStopped = world.messages.some(
      ({ state, uploads, tries }) =>
        state === 'dead' && uploads.some((other) => other.key === upload.key) && !tries.every(isUndisturbed),
    );
    const newest = imageOrder(upload.key);
    const isStale = key.startsWith('processed/') ? order(upload) < newest : order(upload) <= newest;
    check('nothing stale stays', !isStale || isStopped, `${key} of ${upload.name}`);
  }

  for (const message of world.messages) checkMessage(message);
  for (const [key, versions] of stored) {
    for (const version of versions) if (version) checkOutput(key, version);
    const uploads = versions.map((version) => version && uploadOf(version, world));
    // What was deleted as stale may be written once more by one who is late, who then deletes it again.
    const isRising = versions.every((version, at) => !version || order(uploads[at]) > order(uploads[at - 1]));
    const names = uploads.map((upload) => upload?.name ?? 'nothing').join(', then ');
    check('an output is only replaced by that of a newer upload', isRising, `${key} was of ${names}`);
    checkStale(key);
  }
  return broken;
}
