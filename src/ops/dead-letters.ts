import type { Message } from '@aws-sdk/client-sqs';
import { readEventRecords } from '../handler/events/event.ts';
import type { UploadIdentity } from '../handler/events/identity.ts';
import type { Upload } from '../handler/events/upload.ts';
import type { Call } from './command.ts';
import { drain } from './drain.ts';
import { queueCounts } from './queue-counts.ts';
import { openLog, type ReadLog } from './read-log.ts';
import { type Ended, readReport } from './where-ended.ts';

/** A message in the dead-letter queue, as an operator sees it. */
export type DeadLetter = {
  messageId: string;
  /** Uploads that its event records name. */
  uploads: Upload[];
  /** False where all that it holds is no event of our upload bucket. */
  isOurs: boolean;
  /** Of the closed set in coded-errors.ts, or a passing one of the log, or UNKNOWN. */
  code: string;
  /** A sentence for people. */
  reason: string;
  /** In the image queue. */
  tries: number;
  /** When it first came to the image queue. */
  sentAt: Date;
};

/** For whatever neither a report nor the log explains. */
export const UNKNOWN = 'UNKNOWN';

/** What a message that is not S3's, or of another bucket, is: the handler has the same name for it. */
export const BAD_EVENT = 'BAD_EVENT';

/**
 * Reads a message as the handler does. `maxReceiveCount` is that of the image queue: whoever looks into the dead-letter queue
 * raises the message's own count.
 */
function readDeadLetter(
  message: Message,
  uploadBucket: string,
  maxReceiveCount = Number.POSITIVE_INFINITY,
): DeadLetter {
  const { MessageId = '', Body = '', Attributes = {} } = message;
  const entries = readEventRecords(Body, uploadBucket);
  const refused = entries.flatMap((entry) => (entry.kind === 'refused' ? [entry.error] : []));
  return {
    messageId: MessageId,
    uploads: entries.flatMap((entry) => (entry.kind === 'upload' ? [entry.upload] : [])),
    isOurs: entries.length === 0 || refused.length < entries.length,
    code: refused[0]?.code ?? UNKNOWN,
    reason: refused[0]?.message ?? '',
    tries: Math.min(Number(Attributes['ApproximateReceiveCount'] ?? 0), maxReceiveCount),
    sentAt: new Date(Number(Attributes['SentTimestamp'] ?? 0)),
  };
}

/**
 * Finds out from the log why messages failed of which there is no report: the last error that it tells of each. The log is read
 * once, from the oldest of them on, however many there are; CloudWatch searches all of it each time.
 */
export async function explainByLog(
  deadLetters: readonly DeadLetter[],
  readLog: ReadLog | undefined,
): Promise<DeadLetter[]> {
  const unknown = new Map(
    deadLetters.filter(({ code }) => code === UNKNOWN).map((deadLetter) => [deadLetter.messageId, deadLetter]),
  );
  if (!readLog || unknown.size === 0) return [...deadLetters];

  const since = new Date(Math.min(...[...unknown.values()].map(({ sentAt }) => sentAt.getTime())));
  const found = new Map<string, { code: string; reason: string }>();
  for await (const { fields } of readLog({ since, pattern: '{ $.level = "ERROR" }' })) {
    const { level, messageId, code, reason = '' } = fields;
    if (level !== 'ERROR' || typeof messageId !== 'string' || typeof code !== 'string') continue;
    if (unknown.has(messageId)) found.set(messageId, { code, reason: String(reason) });
  }
  return deadLetters.map((deadLetter) => ({ ...deadLetter, ...found.get(deadLetter.messageId) }));
}

/** The dead-letter queue and what explains its messages. */
export type DeadLetterQueue = {
  queueUrl: string;
  imageQueue: string;
  arn: string;
  /** About how many there are. */
  total: number;
  /** About how many somebody else is looking at: nobody sees them meanwhile. */
  hidden: number;
  /** Reads messages and looks for the reports on them. */
  read(messages: Message[]): Promise<DeadLetter[]>;
  /** Looks in the log for what no report explains. That may take longer than messages may be hidden, so they are given back before. */
  explain(deadLetters: readonly DeadLetter[]): Promise<DeadLetter[]>;
};

const NO_REASON =
  'there is no report: a newer upload of the key has its image, or the function crashed or timed out; its log says more';

export async function openDeadLetterQueue(call: Call): Promise<DeadLetterQueue> {
  const { aws, resolver } = call;
  const names = await resolver.all('uploadBucket', 'processedBucket', 'imageQueue', 'deadLetterQueue');
  const readLog = await openLog(call);
  const { s3, sqs } = aws;
  const { maxReceiveCount } = await queueCounts(sqs, names.imageQueue);
  const { arn, waiting, inFlight } = await queueCounts(sqs, names.deadLetterQueue);

  async function fromReports(deadLetter: DeadLetter): Promise<DeadLetter> {
    if (deadLetter.code !== UNKNOWN) return deadLetter;
    for (const upload of deadLetter.uploads) {
      const report = await readReport(s3, names.processedBucket, upload);
      if (report) return { ...deadLetter, code: report.code, reason: report.reason };
    }
    return { ...deadLetter, reason: NO_REASON };
  }

  return {
    queueUrl: names.deadLetterQueue,
    imageQueue: names.imageQueue,
    arn,
    total: waiting,
    hidden: inFlight,
    read: (messages) =>
      Promise.all(messages.map((message) => fromReports(readDeadLetter(message, names.uploadBucket, maxReceiveCount)))),
    explain: (deadLetters) => explainByLog(deadLetters, readLog),
  };
}

/** SQS's own limit. */
const MAX_HIDDEN_SECONDS = 43_200;

/**
 * How long to hide messages while so many are looked at, with the reports on them: long enough that none comes twice. One that
 * nobody gives back, because the process died, is visible again after this.
 */
export const lookingSeconds = (total: number): number => Math.min(MAX_HIDDEN_SECONDS, 60 + Math.ceil(total / 10));

/** Every message of the dead-letter queue, oldest first. All are visible again when it answers. */
export async function listDeadLetters(box: DeadLetterQueue, { aws, output, signal }: Call): Promise<DeadLetter[]> {
  const deadLetters: DeadLetter[] = [];
  const progress = output.progress(box.total, 'messages read');
  try {
    await drain(aws, box.queueUrl, {
      seconds: lookingSeconds(box.total),
      signal,
      async visit(messages) {
        deadLetters.push(...(await box.read(messages)));
        progress.reach(deadLetters.length);
        return [];
      },
    });
  } finally {
    progress.stop();
  }
  const explained = await box.explain(deadLetters);
  return explained.sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime());
}

/** `2 CORRUPT, 1 UNKNOWN`. */
export function countByCode(deadLetters: readonly DeadLetter[]): string {
  const counts = new Map<string, number>();
  for (const { code } of deadLetters) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
}

/** `1 message`, `2 messages`. */
export const messages = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`;

const isOn = ({ uploads }: DeadLetter, identity: UploadIdentity): boolean =>
  uploads.some(({ key, versionId }) => key === identity.key && versionId === identity.versionId);

/** Those of these uploads that are in the dead-letter queue, with the reason. */
export async function findInDeadLetters(
  call: Call,
  pending: readonly UploadIdentity[],
): Promise<Map<UploadIdentity, Ended>> {
  const deadLetters: DeadLetter[] = [];
  const box = await openDeadLetterQueue(call);
  await drain(call.aws, box.queueUrl, {
    seconds: lookingSeconds(box.total),
    signal: call.signal,
    async visit(received) {
      const read = await box.read(received);
      deadLetters.push(...read.filter((deadLetter) => pending.some((identity) => isOn(deadLetter, identity))));
      return [];
    },
  });
  const found = new Map<UploadIdentity, Ended>();
  for (const deadLetter of await box.explain(deadLetters)) {
    const { code, reason } = deadLetter;
    for (const identity of pending)
      if (isOn(deadLetter, identity)) found.set(identity, { place: 'failed', code, reason });
  }
  return found;
}
