import { randomUUID } from 'node:crypto';
import { receiveText } from './body.ts';
import { bucketOf } from './buckets.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { notImplemented, S3Error } from './errors.ts';
import { testMessage } from './events.ts';
import { isSupportedEvent, type NotificationRule, overlap } from './notification-rules.ts';
import { header } from './request.ts';
import { childrenOf, parseXml, textOf, type XmlElement, xmlDocument } from './xml.ts';

const QUEUE_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?$/;

const invalid = (message: string): S3Error => new S3Error('InvalidArgument', message);

function filterOf(configuration: XmlElement): { prefix: string; suffix: string } {
  const rules = childrenOf(configuration, 'Filter')
    .flatMap((filter) => childrenOf(filter, 'S3Key'))
    .flatMap((key) => childrenOf(key, 'FilterRule'));
  const filter: { prefix?: string; suffix?: string } = {};
  for (const rule of rules) {
    const name = textOf(rule, 'Name')?.toLowerCase();
    if (name !== 'prefix' && name !== 'suffix') throw invalid('filter rule name must be either prefix or suffix');
    if (filter[name] !== undefined) throw invalid(`Cannot specify more than one ${name} rule in a filter.`);
    filter[name] = textOf(rule, 'Value') ?? '';
  }
  return { prefix: filter.prefix ?? '', suffix: filter.suffix ?? '' };
}

function ruleOf(configuration: XmlElement): NotificationRule {
  const queue = textOf(configuration, 'Queue') ?? '';
  if (!QUEUE_ARN.test(queue)) throw invalid(`Expected the ARN of a queue but received ${queue}`);
  const events = childrenOf(configuration, 'Event').map(({ text }) => text);
  const [first] = events;
  if (first === undefined) throw new S3Error('MalformedXML', `Expected an Event for ${queue} but received none.`);
  for (const event of events) {
    if (!event.startsWith('s3:')) throw invalid(`The event '${event}' is not supported for notifications`);
    if (!isSupportedEvent(event)) throw notImplemented(`notifications of ${event}`);
  }
  return {
    Id: textOf(configuration, 'Id') || randomUUID(),
    Queue: queue,
    Events: events,
    ...filterOf(configuration),
  };
}

function assertDistinct(rules: readonly NotificationRule[]): void {
  rules.forEach((rule, index) => {
    for (const other of rules.slice(index + 1)) {
      if (rule.Id === other.Id) throw invalid('Same ID used for multiple configurations. IDs must be unique.');
      if (overlap(rule, other)) {
        throw invalid(
          'Configurations overlap. Configurations on the same bucket cannot share a common event type. ' +
            `Expected ${rule.Id} and ${other.Id} to differ in event, prefix or suffix.`,
        );
      }
    }
  });
}

/**
 * Sets which queue hears of what, in place of what was set before. Queues only; topics, functions and EventBridge are
 * not implemented. Each queue gets the s3:TestEvent first, and one that does not take it refuses the configuration.
 */
export async function putBucketNotification(call: Call): Promise<Answer> {
  const configuration = parseXml(await receiveText(call), 'NotificationConfiguration');
  for (const name of configuration.children.keys()) {
    if (name !== 'QueueConfiguration' && name !== '#text') throw notImplemented(`notifications by ${name}`);
  }
  const rules = childrenOf(configuration, 'QueueConfiguration').map(ruleOf);
  assertDistinct(rules);
  const bucket = bucketOf(call);
  const queues = new Set(rules.map(({ Queue }) => Queue));
  if (header(call.headers, 'x-amz-skip-destination-validation')?.toLowerCase() !== 'true') {
    for (const queue of queues) {
      try {
        await call.notify(queue, testMessage(call, bucket));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw invalid(`Unable to validate the following destination configurations: ${queue}: ${reason}`);
      }
    }
  }
  bucket.rules = rules;
  return { status: 200 };
}

export function getBucketNotification(call: Call): Answer {
  return xmlAnswer(
    xmlDocument('NotificationConfiguration', {
      QueueConfiguration: bucketOf(call).rules.map(({ Id, Queue, Events, prefix, suffix }) => ({
        Id,
        Queue,
        Event: Events,
        Filter:
          prefix === '' && suffix === ''
            ? undefined
            : {
                S3Key: {
                  FilterRule: [
                    ...(prefix === '' ? [] : [{ Name: 'Prefix', Value: prefix }]),
                    ...(suffix === '' ? [] : [{ Name: 'Suffix', Value: suffix }]),
                  ],
                },
              },
      })),
    }),
  );
}
