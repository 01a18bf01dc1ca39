import type { Message } from '@aws-sdk/client-sqs';
import type { Call } from './command.ts';
import { readReport } from './failure-report.ts';
import { queueFigures } from './figures.ts';
import { type Letter, readLetter, UNKNOWN } from './letter.ts';
import { readLog } from './read-log.ts';

/** The dead-letter queue and what explains its messages. */
export type LetterBox = {
  queueUrl: string;
  imageQueue: string;
  arn: string;
  /** About how many there are. */
  total: number;
  /** Reads messages and finds out why each of them is there. */
  read(messages: Message[]): Promise<Letter[]>;
};

const NO_REASON =
  'there is no report, so it was an error that passes, a crash or a timeout: the log of the function says more';

export async function openLetterBox({ aws, find }: Call): Promise<LetterBox> {
  const names = await find.all('uploadBucket', 'processedBucket', 'imageQueue', 'deadLetterQueue');
  const { logGroup } = await find.any('logGroup');
  const { cloud, s3, sqs } = aws;
  const { maxReceiveCount } = await queueFigures(sqs, names.imageQueue);
  const { arn, waiting } = await queueFigures(sqs, names.deadLetterQueue);

  async function fromLog({ messageId, sentAt }: Letter): Promise<{ code: string; reason: string } | undefined> {
    if (!cloud || logGroup === undefined) return undefined;
    const pattern = `{ $.messageId = "${messageId}" && $.level = "ERROR" }`;
    let last: { code: string; reason: string } | undefined;
    for await (const { fields } of readLog(cloud.logs, { logGroup, since: sentAt, pattern })) {
      if (fields['messageId'] !== messageId || typeof fields['code'] !== 'string') continue;
      last = { code: fields['code'], reason: String(fields['reason'] ?? '') };
    }
    return last;
  }

  async function explain(letter: Letter): Promise<Letter> {
    if (letter.code !== UNKNOWN) return letter;
    for (const upload of letter.uploads) {
      const report = await readReport(s3, names.processedBucket, upload);
      if (report) return { ...letter, code: report.code, reason: report.reason };
    }
    return { ...letter, reason: NO_REASON, ...(await fromLog(letter)) };
  }

  return {
    queueUrl: names.deadLetterQueue,
    imageQueue: names.imageQueue,
    arn,
    total: waiting,
    read: (messages) =>
      Promise.all(messages.map((message) => explain(readLetter(message, names.uploadBucket, maxReceiveCount)))),
  };
}
