/** The object that a message tells of, its key decoded. */
export type EventObject = { key: string; versionId?: string };

type S3EventBody = { Records?: { s3?: { object?: { key?: unknown; versionId?: unknown } } }[] };

/** The objects in the body of an S3 event message; none where the body is anything else. */
export function eventObjects(body: string): EventObject[] {
  try {
    const { Records = [] } = JSON.parse(body) as S3EventBody;
    return Records.flatMap(({ s3 }) => {
      const { key, versionId } = s3?.object ?? {};
      if (typeof key !== 'string') return [];
      const decoded = decodeURIComponent(key.replaceAll('+', ' '));
      return [{ key: decoded, ...(typeof versionId === 'string' ? { versionId } : {}) }];
    });
  } catch {
    return [];
  }
}
