import { receiveText } from './body.ts';
import { bucketOf } from './buckets.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { notImplemented, S3Error } from './errors.ts';
import { listLimit } from './list-objects.ts';
import { parseXml, textOf, xmlDocument } from './xml.ts';

// Source: S3 API Reference, ListBuckets.
const MAX_BUCKETS = 10_000;

/** All buckets by name, in pages if asked for. The continuation token is the name of the last bucket. */
export function listBuckets({ store, query }: Call): Answer {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const limit = listLimit(query, 'max-buckets', MAX_BUCKETS);
  const buckets = [...store.buckets.values()]
    .filter(({ name }) => name.startsWith(prefix) && name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = buckets.slice(0, limit);
  return xmlAnswer(
    xmlDocument('ListAllMyBucketsResult', {
      Owner: { ID: store.accountId },
      Buckets: { Bucket: page.map(({ name, created }) => ({ Name: name, CreationDate: created.toISOString() })) },
      ContinuationToken: buckets.length > page.length ? page.at(-1)?.name : undefined,
      Prefix: prefix === '' ? undefined : prefix,
    }),
  );
}

export function getBucketVersioning(call: Call): Answer {
  return xmlAnswer(xmlDocument('VersioningConfiguration', { Status: bucketOf(call).versioning }));
}

export async function putBucketVersioning(call: Call): Promise<Answer> {
  const configuration = parseXml(await receiveText(call), 'VersioningConfiguration');
  const status = textOf(configuration, 'Status');
  if (textOf(configuration, 'MfaDelete') === 'Enabled') throw notImplemented('PutBucketVersioning with MfaDelete');
  if (status !== 'Enabled' && status !== 'Suspended') {
    throw new S3Error('MalformedXML', `Expected Enabled or Suspended for Status but received ${status}.`);
  }
  bucketOf(call).versioning = status;
  return { status: 200 };
}
