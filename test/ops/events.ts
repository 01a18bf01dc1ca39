/** A message as S3 sends it. */
export const eventOf = (bucket: string, key: string, object: { versionId?: string; sequencer?: string } = {}): string =>
  JSON.stringify({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(key), size: 10, ...object } },
      },
    ],
  });

/** A report as the handler writes it. */
export const reportOf = (bucket: string, key: string, code: string, versionId?: string): string =>
  JSON.stringify({
    code,
    reason: `It is ${code.toLowerCase()}.`,
    bucket,
    key,
    ...(versionId !== undefined && { versionId }),
    messageId: 'm',
    time: new Date().toISOString(),
  });
