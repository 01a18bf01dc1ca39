import { receiveText } from './body.ts';
import { bucketOf } from './buckets.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { declaredChecksum } from './checksums.ts';
import { type Deleted, deleteKey } from './delete-object.ts';
import { notImplemented, S3Error } from './errors.ts';
import { childrenOf, parseXml, textOf, type XmlContent, type XmlElement, xmlDocument } from './xml.ts';

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
