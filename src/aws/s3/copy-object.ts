import { createReadStream, openSync } from 'node:fs';
import { storeFile } from './body.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { checksumAlgorithm } from './checksums.ts';
import { assertReadConditions } from './conditions.ts';
import { assertKey, describe } from './description.ts';
import { S3Error } from './errors.ts';
import { findObject } from './find-object.ts';
import { header, parseTarget } from './request.ts';
import type { Description } from './store.ts';
import { versionHeaders, writeObject } from './write-object.ts';
import { xmlDocument } from './xml.ts';

const SOURCE_CONDITIONS = 'x-amz-copy-source-';

/** `COPY` unless the request says `REPLACE`. */
function isReplaced(call: Call, name: string): boolean {
  const directive = header(call.headers, name) ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw new S3Error('InvalidArgument', `Expected COPY or REPLACE for ${name} but received ${directive}`);
  }
  return directive === 'REPLACE';
}

export async function copyObject(call: Call): Promise<Answer> {
  assertKey(call.key);
  const named = header(call.headers, 'x-amz-copy-source') ?? '';
  const source = parseTarget(named.startsWith('/') ? named : `/${named}`);
  const versionId = source.query.get('versionId');
  if (source.key === '')
    throw new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  call.allow(versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', {
    bucket: source.bucket,
    key: source.key,
    ...(versionId === undefined ? {} : { versionId }),
  });
  const { bucket: from, version: original } = findObject(call, { ...source, versionId });
  assertReadConditions(call.headers, original, SOURCE_CONDITIONS);
  const given = describe(call.headers);
  const replacesMetadata = isReplaced(call, 'x-amz-metadata-directive');
  const replacesTags = isReplaced(call, 'x-amz-tagging-directive');
  if (!replacesMetadata && versionId === undefined && source.bucket === call.bucket && source.key === call.key) {
    throw new S3Error(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing the metadata.',
    );
  }
  const description: Description = {
    ...(replacesMetadata ? given : { headers: original.headers, metadata: original.metadata }),
    tags: replacesTags ? given.tags : original.tags,
  };
  if (description.tags.length > 0) call.allow('s3:PutObjectTagging', call);
  const asked = header(call.headers, 'x-amz-checksum-algorithm');
  const algorithm = asked === undefined ? original.checksum?.algorithm : checksumAlgorithm(asked);
  const bytes = createReadStream('', { fd: openSync(original.file, 'r') });
  const body = await storeFile(call.store, bytes, algorithm);
  const { bucket, version } = await writeObject(call, description, body, 's3:ObjectCreated:Copy');
  const { etag: _, ...headers } = versionHeaders(bucket, version);
  return xmlAnswer(
    xmlDocument('CopyObjectResult', {
      LastModified: version.lastModified.toISOString(),
      ETag: `"${version.etag}"`,
      ...(version.checksum === undefined ? {} : { [`Checksum${version.checksum.algorithm}`]: version.checksum.value }),
    }),
    { ...headers, ...(from.versioning === undefined ? {} : { 'x-amz-copy-source-version-id': original.versionId }) },
  );
}
