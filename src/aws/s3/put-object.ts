import { receiveFile } from './body.ts';
import type { Answer, Call } from './call.ts';
import { assertKey, describe } from './description.ts';
import { checksumHeaders, versionHeaders, writeObject } from './write-object.ts';

export async function putObject(call: Call): Promise<Answer> {
  assertKey(call.key);
  const description = describe(call.headers);
  if (description.tags.length > 0) call.allow('s3:PutObjectTagging', call);
  const body = await receiveFile(call);
  const { bucket, version } = await writeObject(call, description, body, 's3:ObjectCreated:Put');
  return { status: 200, headers: { ...versionHeaders(bucket, version), ...checksumHeaders(version) } };
}
