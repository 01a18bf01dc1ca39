import { rm } from 'node:fs/promises';
import { receiveText } from './body.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { assertAcl } from './description.ts';
import { notImplemented, S3Error } from './errors.ts';
import { header } from './request.ts';
import { INITIAL_SETTINGS, ownershipControls } from './settings.ts';
import type { Bucket } from './store.ts';
import { parseXml, textOf, xmlDocument } from './xml.ts';

// Source: S3 User Guide, "General purpose bucket naming rules".
const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** The bucket that a call names. Throws NoSuchBucket. */
export function bucketOf(call: Call, name: string = call.bucket): Bucket {
  const bucket = call.store.buckets.get(name);
  if (bucket !== undefined) return bucket;
  throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { details: { BucketName: name } });
}

async function assertLocation(call: Call): Promise<void> {
  const body = await receiveText(call);
  const configuration = body === '' ? undefined : parseXml(body, 'CreateBucketConfiguration');
  const location = configuration === undefined ? undefined : textOf(configuration, 'LocationConstraint');
  for (const name of configuration?.children.keys() ?? []) {
    if (name !== 'LocationConstraint') throw notImplemented(`CreateBucket with ${name}`);
  }
  const { region } = call.store;
  if ((location ?? 'us-east-1') === region && location !== 'us-east-1') return;
  throw new S3Error(
    'IllegalLocationConstraintException',
    `The ${location ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to, which is ${region}.`,
  );
}

export async function createBucket(call: Call): Promise<Answer> {
  const name = call.bucket;
  if (!NAME.test(name)) {
    throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', { details: { BucketName: name } });
  }
  assertAcl(call.headers);
  const ownership = header(call.headers, 'x-amz-object-ownership');
  await assertLocation(call);
  const headers = { location: `/${name}` };
  if (call.store.buckets.has(name)) {
    // In us-east-1 alone S3 answers as if it had been created.
    if (call.store.region === 'us-east-1') return { status: 200, headers };
    throw new S3Error(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      {
        details: { BucketName: name },
      },
    );
  }
  const settings = new Map(INITIAL_SETTINGS);
  if (ownership !== undefined) settings.set('ownershipControls', ownershipControls(ownership));
  call.store.buckets.set(name, {
    name,
    created: new Date(),
    versioning: undefined,
    objects: new Map(),
    uploads: new Map(),
    settings,
    rules: [],
  });
  return { status: 200, headers };
}

export const headBucket = (call: Call): Answer => ({
  status: 200,
  headers: { 'x-amz-bucket-region': call.store.region, 'content-type': 'application/xml' },
});

export async function deleteBucket(call: Call): Promise<Answer> {
  const bucket = bucketOf(call);
  if (bucket.objects.size > 0) {
    throw new S3Error(
      'BucketNotEmpty',
      'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
      {
        details: { BucketName: bucket.name },
      },
    );
  }
  call.store.buckets.delete(bucket.name);
  const files = [...bucket.uploads.values()].flatMap((upload) => [...upload.parts.values()].map((part) => part.file));
  await Promise.all(files.map((file) => rm(file, { force: true })));
  return { status: 204 };
}

export function getBucketLocation({ store }: Call): Answer {
  return xmlAnswer(xmlDocument('LocationConstraint', store.region === 'us-east-1' ? '' : store.region));
}
