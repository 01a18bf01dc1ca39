import { DeleteObjectCommand, DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Version } from '../shared/list-versions.ts';

/** What S3 kept, and why. */
export type Kept = { key: string; versionId: string; reason: string };

/** XML 1.0 has no way to write these, so a list of deletions cannot name such a key; a URL can. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const BEYOND_XML = /[\x00-\x08\x0b-\x1f\ufffe\uffff]/;

/** Deletes up to 1,000 versions for ever. Answers with those that could not be. */
export async function deleteVersions(s3: S3Client, bucket: string, versions: readonly Version[]): Promise<Kept[]> {
  const kept: Kept[] = [];
  const plain = versions.filter(({ key }) => !BEYOND_XML.test(key));
  if (plain.length > 0) {
    const Objects = plain.map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    for (const { Key = '', VersionId = '', Code = '', Message = '' } of Errors) {
      kept.push({ key: Key, versionId: VersionId, reason: `${Code}: ${Message}` });
    }
  }
  for (const { key, versionId } of versions.filter((version) => !plain.includes(version))) {
    try {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    } catch (error) {
      kept.push({ key, versionId, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return kept;
}
