import type { Message } from '@aws-sdk/client-sqs';
import type { Call } from './command.ts';
import { explainByLog } from './explain-by-log.ts';
import { readReport } from './failure-report.ts';
import { queueFigures } from './figures.ts';
import { type Letter, readLetter, UNKNOWN } from './letter.ts';
import { openLog } from './read-log.ts';

/** The dead-letter queue and what explains its messages. */
export type LetterBox = {
  queueUrl: string;
  imageQueue: string;
  arn: string;
  /** About how many there are. */
  total: number;
  /** About how many somebody else is looking at: nobody sees them meanwhile. */
  hidden: number;
  /** Reads messages and looks for the reports on them. */
  read(messages: Message[]): Promise<Letter[]>;
  /** Looks in the log for what no report explains. That may take longer than messages may be hidden, so they are given back before. */
  explain(letters: readonly Letter[]): Promise<Letter[]>;
};

const NO_REASON =
  'there is no report: a newer upload of the key has its image, or the function crashed or timed out; its log says more';

export async function openLetterBox(call: Call): Promise<LetterBox> {
  const { aws, find } = call;
  const names = await find.all('uploadBucket', 'processedBucket', 'imageQueue', 'deadLetterQueue');
  const readLog = await openLog(call);
  const { s3, sqs } = aws;
  const { maxReceiveCount } = await queueFigures(sqs, names.imageQueue);
  const { arn, waiting, inFlight } = await queueFigures(sqs, names.deadLetterQueue);

  async function fromReports(letter: Letter): Promise<Letter> {
    if (letter.code !== UNKNOWN) return letter;
    for (const upload of letter.uploads) {
      const report = await readReport(s3, names.processedBucket, upload);
      if (report) return { ...letter, code: report.code, reason: report.reason };
    }
    return { ...letter, reason: NO_REASON };
  }

  return {
    queueUrl: names.deadLetterQueue,
    imageQueue: names.imageQueue,
    arn,
    total: waiting,
    hidden: inFlight,
    read: (messages) =>
      Promise.all(messages.map((message) => fromReports(readLetter(message, names.uploadBucket, maxReceiveCount)))),
    explain: (letters) => explainByLog(letters, readLog),
  };
}
