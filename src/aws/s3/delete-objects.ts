import { rm } from 'node:fs/promises';
import { receiveText } from './body.ts';
import { bucketOf } from './buckets.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { declaredChecksum } from './checksums.ts';
import { assertWriteConditions } from './conditions.ts';
import { notImplemented, S3Error } from './errors.ts';
import { assertVersionId } from './find-object.ts';
import { addVersion, type Bucket, nextVersionId, takeVersion, type Version } from './store.ts';
import { childrenOf, parseXml, textOf, type XmlContent, type XmlElement, xmlDocument } from './xml.ts';

// The MD5 of nothing, which S3 gives in the event of a delete marker.
const EMPTY_ETAG = 'd41d8cd98f00b204e9800998ecf8427e';

/** What a delete did: which version it removed or made, and whether that is a delete marker. */
type Deleted = { versionId?: string; deleteMarker: boolean };

async function dropFile(version: Version | undefined): Promise<void> {
  if (version?.kind === 'object') await rm(version.file, { force: true });
}

/** Deletes a version permanently, or, without one, hides the key behind a delete marker where the bucket keeps versions. */
async function deleteKey(call: Call, bucket: Bucket, key: string, versionId?: string): Promise<Deleted> {
  assertVersionId(versionId);
  const time = new Date();
  if (versionId === undefined && bucket.versioning !== undefined) {
    const marker: Version = { kind: 'delete-marker', key, versionId: nextVersionId(bucket), lastModified: time };
    const replaced = addVersion(bucket, marker);
    call.publish(bucket, {
      name: 's3:ObjectRemoved:DeleteMarkerCreated',
      key,
      versionId: marker.versionId,
      time,
      etag: EMPTY_ETAG,
    });
    await dropFile(replaced);
    return { versionId: marker.versionId, deleteMarker: true };
  }
  const taken = takeVersion(bucket, key, versionId ?? 'null');
  if (taken !== undefined) {
    call.publish(bucket, { name: 's3:ObjectRemoved:Delete', key, versionId: taken.versionId, time });
    await dropFile(taken);
  }
  return {
    deleteMarker: taken?.kind === 'delete-marker',
    ...(versionId === undefined ? {} : { versionId }),
  };
}

export async function deleteObject(call: Call): Promise<Answer> {
  const bucket = bucketOf(call);
  assertWriteConditions(call.headers, bucket, call.key);
  const { versionId, deleteMarker } = await deleteKey(call, bucket, call.key, call.query.get('versionId'));
  return {
    status: 204,
    headers: {
      ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
      ...(deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
}

const MAX_OBJECTS = 1000;

type Identifier = { key: string; versionId?: string };

function identifierOf(element: XmlElement): Identifier {
  for (const name of element.children.keys()) {
    if (name !== 'Key' && name !== 'VersionId') throw notImplemented(`DeleteObjects with ${name}`);
  }
  const key = textOf(element, 'Key');
  const versionId = textOf(element, 'VersionId');
  if (!key) throw new S3Error('MalformedXML', 'Expected a Key in each Object but received none.');
  return versionId ? { key, versionId } : { key };
}

const deletedOf = ({ key, versionId }: Identifier, deleted: Deleted): XmlContent => ({
  Key: key,
  VersionId: versionId,
  DeleteMarker: deleted.deleteMarker || undefined,
  DeleteMarkerVersionId: deleted.deleteMarker ? deleted.versionId : undefined,
});

/** Deletes up to 1,000 keys or versions. Each is authorised by itself, and one that is denied does not stop the others. */
export async function deleteObjects(call: Call): Promise<Answer> {
  if (call.headers['content-md5'] === undefined && declaredChecksum(call.headers) === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const request = parseXml(await receiveText(call), 'Delete');
  const identifiers = childrenOf(request, 'Object').map(identifierOf);
  if (identifiers.length === 0 || identifiers.length > MAX_OBJECTS) {
    throw new S3Error(
      'MalformedXML',
      `Expected 1 to ${MAX_OBJECTS} objects to delete but received ${identifiers.length}.`,
    );
  }
  const bucket = bucketOf(call);
  const isQuiet = textOf(request, 'Quiet') === 'true';
  const deleted: XmlContent[] = [];
  const errors: XmlContent[] = [];
  for (const identifier of identifiers) {
    const { key, versionId } = identifier;
    try {
      call.allow(versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', {
        ...identifier,
        bucket: bucket.name,
      });
      const result = deletedOf(identifier, await deleteKey(call, bucket, key, versionId));
      if (!isQuiet) deleted.push(result);
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      errors.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message });
    }
  }
  return xmlAnswer(xmlDocument('DeleteResult', { Deleted: deleted, Error: errors }));
}
