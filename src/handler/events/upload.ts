import { defined } from '../../shared/defined.ts';
import { PermanentError } from '../errors/coded-errors.ts';
import { isSequencer } from './identity.ts';

/** An uploaded object as its event describes it. The key is decoded. Properties that the event lacks are absent. */
export type Upload = {
  bucket: string;
  key: string;
  versionId?: string;
  /** Bytes. */
  size?: number;
  eTag?: string;
  /** Hexadecimal; orders the events of one key: see identity.ts. */
  sequencer?: string;
  /** Time at which S3 had written it, in milliseconds since 1970. */
  eventTime?: number;
};

/** Checks what an event says. Throws BAD_EVENT for another bucket than ours and for a missing key. */
export function toUpload(
  uploadBucket: string,
  bucket: unknown,
  object: Record<keyof Omit<Upload, 'bucket'>, unknown>,
): Upload {
  const { key, size } = object;
  if (bucket !== uploadBucket) {
    const other = typeof bucket === 'string' ? bucket : JSON.stringify(bucket); // of an object, toString may be anything
    throw new PermanentError('BAD_EVENT', `Expected an event of bucket ${uploadBucket} but received one of ${other}`);
  }
  // An empty key would make GetObject list the bucket.
  if (typeof key !== 'string' || key === '')
    throw new PermanentError('BAD_EVENT', 'Expected a key for the object but received none');
  const { sequencer } = object;
  const eventTime = typeof object.eventTime === 'string' ? Date.parse(object.eventTime) : Number.NaN;
  const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
  return {
    bucket: uploadBucket,
    key,
    ...defined({
      size: isSize ? size : undefined,
      versionId: text(object.versionId),
      eTag: text(object.eTag),
      sequencer: typeof sequencer === 'string' && isSequencer(sequencer) ? sequencer : undefined,
      eventTime: Number.isNaN(eventTime) ? undefined : eventTime,
    }),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
