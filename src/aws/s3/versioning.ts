import { receiveText } from './body.ts';
import { bucketOf } from './buckets.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { notImplemented, S3Error } from './errors.ts';
import { parseXml, textOf, xmlDocument } from './xml.ts';

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
