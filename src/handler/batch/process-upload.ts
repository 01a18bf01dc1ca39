import { defined } from '../../shared/defined.ts';
import type { OwnedBytes } from '../../shared/owned-bytes.ts';
import { identityOf, type UploadIdentity } from '../events/identity.ts';
import type { Picture } from '../image/picture.ts';
import type { Prepared } from '../image/prepare.ts';
import type { Rendition, RenditionPlan } from '../image/rendition-plan.ts';
import { embedIdentity } from '../s3/embed-identity.ts';
import { processedKey } from '../s3/object-key.ts';
import { checkSize, getUpload } from '../s3/objects.ts';
import type { Existing } from '../s3/processed-bucket.ts';
import type { Put } from '../s3/put-newest.ts';
import { type MetadataFacts, userMetadata } from '../s3/user-metadata.ts';
import type { UploadJob } from './image-job.ts';

/** An object under a key: a rendition that was made, or, without one, an existing object that has to stay. */
export type StoredRendition = { key: string; put: Put; rendition?: Rendition };

/** Result of an upload, for the log and the metrics. */
export type Processed = { bytesIn: number; renditions: readonly StoredRendition[] };

/**
 * Makes the processed objects of one upload, and removes what they make stale. A retried message may have been processed
 * before, and may be what ended the process of its last attempt: whether its objects exist is looked up first, and its
 * image is worked on in a process of its own.
 * Throws a PermanentError for what will never be an image, an AbortError past the deadline, and any other error for
 * what may pass.
 */
export async function processUpload(job: UploadJob): Promise<Processed> {
  const { upload, message, deadline, progress, context } = job;
  const { signal } = deadline;
  if (upload.size !== undefined) checkSize(upload.size, context.limits);

  // The budgets of bytes, of work and of memory are used in this order by all images, which prevents deadlock.
  return context.bytesInFlight.use(upload.size ?? context.limits.uploadBytes, async () => {
    signal.throwIfAborted();
    const { bytes, ...fetched } = await fetchUpload(job);
    const prepared = await prepareUpload(job, bytes);
    try {
      const planned = plannedKeys(job, prepared);
      const existing = message.isRepeated ? await lookUp(job, fetched.identity, planned) : [];
      const kept = keptRenditions(planned, existing);
      const renditions = kept ?? (await publish(job, fetched, prepared, await renderUpload(job, prepared), existing));
      await progress.time('put', () => context.processed.removeStale(fetched.identity, signal, renditions));
      return { bytesIn: fetched.bytesIn, renditions };
    } finally {
      prepared.close();
    }
  });
}

/** An upload that has been read. */
type Fetched = { bytesIn: number; metadata: Record<string, string>; identity: UploadIdentity };

/** Gets the upload's bytes and metadata from S3. */
async function fetchUpload(job: UploadJob): Promise<Fetched & { bytes: OwnedBytes }> {
  const { upload, deadline, progress, context } = job;
  const body = await progress.time('get', () => getUpload(context.s3, upload, context.limits, deadline.signal));
  const { bytes, metadata, versionId, lastModified } = body;
  const bytesIn = bytes.read().length;
  progress.addFacts({ bytes: bytesIn });
  return { bytes, bytesIn, metadata, identity: { ...identityOf(upload), ...defined({ versionId, lastModified }) } };
}

/** Reads the headers and plans the renditions: in a process of its own where this one may be at risk. */
async function prepareUpload({ message, deadline, progress, log, context }: UploadJob, bytes: OwnedBytes) {
  const { isRepeated } = message;
  const { here, prepareIsolated } = context;
  const prepare = isRepeated || here.isStuck() ? prepareIsolated : here.prepare;
  const prepared = await progress.time('read', () => prepare(bytes, context.renditions, deadline));
  const { picture, plan } = prepared;
  progress.addFacts(sizeOf(picture));
  log.debug('Read the headers', { picture, cost: plan.cost, work: plan.work });
  for (const { frames, reduced } of plan.renditions) {
    if (reduced === undefined) continue;
    log.warn('Left out frames of an animation', { ...progress.fields(), kept: frames, reason: reduced });
  }
  const leftOut = plan.renditions.map((each) => leftOutOf(picture, each)).find((each) => each !== undefined);
  // Most photographs of a telephone have a gain map: that is no reason to warn.
  if (leftOut !== undefined) log.info('Left out what the rendition cannot hold', { ...progress.fields(), leftOut });
  return prepared;
}

const sizeOf = ({ format, width, height, frames }: Picture) => ({
  format,
  width,
  height,
  frames,
  pixels: width * height * frames,
});

/** The key of each rendition in the format that is planned for it. Throws KEY_TOO_LONG. */
const plannedKeys = ({ upload, context }: UploadJob, { picture, plan }: Prepared): string[] =>
  plan.renditions.map(({ format }, at) =>
    processedKey(upload.key, picture.format, format, context.renditions[at]?.prefix),
  );

type ExistingAt = Existing & { key: string };

/** Looks at the objects that exist under the planned keys. Throws KEY_TAKEN. */
async function lookUp(
  { deadline, progress, context }: UploadJob,
  identity: UploadIdentity,
  keys: readonly string[],
): Promise<readonly ExistingAt[]> {
  const look = async (key: string): Promise<ExistingAt> => ({
    key,
    ...(await context.processed.look(key, identity, deadline.signal)),
  });
  return progress.time('put', () => Promise.all(keys.map(look)));
}

/** The objects under the planned keys, where all of them have to stay; undefined where one has to be written. */
function keptRenditions(keys: readonly string[], existing: readonly ExistingAt[]): StoredRendition[] | undefined {
  const kept = existing.flatMap(({ key, kept }) => (kept === undefined ? [] : [{ key, put: kept }]));
  return kept.length === keys.length ? kept : undefined;
}

/** Decodes, scales and encodes, within the budgets of work and memory. */
async function renderUpload({ deadline, progress, context }: UploadJob, prepared: Prepared): Promise<Rendition[]> {
  const { plan } = prepared;
  const renditions = await context.workInFlight.use(plan.work, () =>
    context.decodedInFlight.use(plan.cost, () => {
      deadline.signal.throwIfAborted();
      return progress.time('render', () => prepared.render());
    }),
  );
  deadline.signal.throwIfAborted(); // the record was given back while libvips was at work
  return renditions;
}

/** Writes the renditions under their keys, each unless an object of the same or of a newer upload exists there. */
async function publish(
  job: UploadJob,
  fetched: Fetched,
  { picture, plan }: Prepared,
  renditions: readonly Rendition[],
  existing: readonly ExistingAt[],
): Promise<StoredRendition[]> {
  const { upload, deadline, progress, log, context } = job;
  const { identity } = fetched;
  const stored: StoredRendition[] = [];
  for (const [at, made] of renditions.entries()) {
    const rendition = { ...made, bytes: embedIdentity(made.bytes, made.format, identity) };
    const leftOut = plan.renditions[at] && leftOutOf(picture, plan.renditions[at]);
    const facts = factsOf(fetched.bytesIn, picture, rendition, leftOut);
    const { metadata, dropped } = userMetadata(identity, facts, fetched.metadata);
    if (dropped.length > 0) log.warn('Dropped user metadata beyond the 2 KB of S3', { dropped });
    const { bytes, contentType } = rendition;
    // A BMP whose alpha turns out to be empty becomes another format than was planned.
    const key = processedKey(upload.key, picture.format, rendition.format, context.renditions[at]?.prefix);
    const object = { key, bytes, contentType, metadata };
    const there = existing.find((each) => each.key === key)?.existing;
    const put = await progress.time('put', () => context.processed.put(object, identity, deadline.signal, there));
    stored.push({ key, put, rendition });
  }
  return stored;
}

/** Names what the upload shows and its rendition does not, beside frames of an animation above the limits. */
function leftOutOf({ format, hasGainMap, frames, animationFrames }: Picture, plan: RenditionPlan): string | undefined {
  if (hasGainMap) return 'gain-map';
  return format === 'png' && animationFrames > frames && plan.reduced === undefined ? 'animation' : undefined;
}

const factsOf = (bytesIn: number, picture: Picture, rendition: Rendition, leftOut?: string): MetadataFacts =>
  defined({
    'original-size': String(bytesIn),
    'processed-size': String(rendition.bytes.length),
    'left-out': leftOut,
    'original-frames': picture.animationFrames > rendition.frames ? String(picture.animationFrames) : undefined,
  });
