import { PermanentError } from '../errors/coded-errors.ts';
import { toUpload, type Upload } from './upload.ts';

/** One event in the body of an SQS record: an upload, one to ignore, or one that cannot or may not be handled. */
export type EventRecord =
  | { kind: 'upload'; upload: Upload }
  | { kind: 'ignored'; reason: string }
  | { kind: 'refused'; error: PermanentError };

type Fields = Record<string, unknown>;

const badEvent = (message: string, cause?: unknown): PermanentError =>
  new PermanentError('BAD_EVENT', message, { cause });

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Follows the names down to a value; undefined as soon as one is missing. */
const at = (value: unknown, ...names: string[]): unknown =>
  names.reduce<unknown>((found, name) => (isFields(found) ? found[name] : undefined), value);

/**
 * Reads the body of an SQS record: S3's own notification (`Records`), s3:TestEvent, or EventBridge's event, each also
 * as the message of an SNS topic. An event of another kind than "object created" has nothing to process and is ignored;
 * one that cannot be read, or is of another bucket than `uploadBucket`, is refused without hurting its neighbours.
 * Never throws.
 */
export function readEventRecords(body: string, uploadBucket: string): EventRecord[] {
  try {
    const outer = parse(body);
    const message = outer['Type'] === 'Notification' ? outer['Message'] : undefined;
    const event = typeof message === 'string' ? parse(message) : outer;

    if (Array.isArray(event['Records'])) {
      return event['Records'].map((record) => eventRecord(() => readNotification(record, uploadBucket)));
    }
    if (event['Event'] === 's3:TestEvent') return [{ kind: 'ignored', reason: 's3:TestEvent' }];
    if (event['source'] === 'aws.s3') return [eventRecord(() => readEventBridge(event, uploadBucket))];
    throw badEvent('Expected an S3 event for the body of the record but received other JSON');
  } catch (error) {
    return [refusal(error)];
  }
}

function parse(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, '')); // some senders put a byte order mark
  } catch (error) {
    throw badEvent('Expected JSON for the body of the record but received something else', error);
  }
  if (!isFields(value)) throw badEvent('Expected a JSON object for the body of the record but received another value');
  return value;
}

function eventRecord(read: () => Upload | string): EventRecord {
  try {
    const found = read();
    return typeof found === 'string' ? { kind: 'ignored', reason: found } : { kind: 'upload', upload: found };
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): EventRecord {
  if (error instanceof PermanentError) return { kind: 'refused', error };
  throw error;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function readNotification(record: unknown, uploadBucket: string): Upload | string {
  const name = at(record, 'eventName');
  if (at(record, 'eventSource') !== 'aws:s3' || typeof name !== 'string') {
    throw badEvent('Expected aws:s3 for eventSource and a name for eventName but received another record');
  }
  if (!/^(s3:)?ObjectCreated:/.test(name)) return name;
  const object = at(record, 's3', 'object');
  return toUpload(uploadBucket, at(record, 's3', 'bucket', 'name'), {
    key: decodeKey(at(object, 'key')),
    versionId: at(object, 'versionId'),
    size: at(object, 'size'),
    eTag: at(object, 'eTag'),
    sequencer: at(object, 'sequencer'),
    eventTime: at(record, 'eventTime'),
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html: here the key comes as it is. */
function readEventBridge(event: Fields, uploadBucket: string): Upload | string {
  const name = event['detail-type'];
  if (typeof name !== 'string') throw badEvent('Expected a name for detail-type but received none');
  if (name !== 'Object Created') return name;
  const object = at(event, 'detail', 'object');
  return toUpload(uploadBucket, at(event, 'detail', 'bucket', 'name'), {
    key: at(object, 'key'),
    versionId: at(object, 'version-id'),
    size: at(object, 'size'),
    eTag: at(object, 'etag'),
    sequencer: at(object, 'sequencer'),
    eventTime: event['time'],
  });
}

/** S3 encodes keys like a form. S3 writes no broken escapes, and a guess could name another object. */
function decodeKey(key: unknown): unknown {
  if (typeof key !== 'string') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (error) {
    throw badEvent(`Expected an encoded key but received "${key}"`, error);
  }
}
