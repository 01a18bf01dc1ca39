import { type Answer, type Call, xmlAnswer } from './call.ts';
import { listLimit } from './list-page.ts';
import { xmlDocument } from './xml.ts';

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
