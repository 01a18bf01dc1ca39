import { receiveText } from './body.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { assertTags } from './description.ts';
import { findObject } from './find-object.ts';
import { type Bucket, type ObjectVersion, type Tag, versionHeader } from './store.ts';
import { childrenOf, parseXml, textOf, xmlDocument } from './xml.ts';

const find = (call: Call): { bucket: Bucket; version: ObjectVersion } =>
  findObject(call, { ...call, versionId: call.query.get('versionId') });

function setTags(call: Call, tags: readonly Tag[], status: number): Answer {
  const { bucket, version } = find(call);
  version.tags = assertTags(tags);
  return { status, headers: versionHeader(bucket, version.versionId) };
}

export function getObjectTagging(call: Call): Answer {
  const { bucket, version } = find(call);
  const body = xmlDocument('Tagging', { TagSet: { Tag: version.tags } });
  return xmlAnswer(body, versionHeader(bucket, version.versionId));
}

export async function putObjectTagging(call: Call): Promise<Answer> {
  const tagging = parseXml(await receiveText(call), 'Tagging');
  const tags = childrenOf(tagging, 'TagSet')
    .flatMap((set) => childrenOf(set, 'Tag'))
    .map((tag) => ({ Key: textOf(tag, 'Key') ?? '', Value: textOf(tag, 'Value') ?? '' }));
  return setTags(call, tags, 200);
}

export const deleteObjectTagging = (call: Call): Answer => setTags(call, [], 204);
