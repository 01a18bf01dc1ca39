/** What a bucket tells which queue about: one QueueConfiguration. Prefix and suffix are of the decoded key. */
export type NotificationRule = {
  Id: string;
  Queue: string;
  Events: readonly string[];
  prefix: string;
  suffix: string;
};

/** The events that occur here. The rest of S3's list (lifecycle, replication, restore, tagging …) is refused as not implemented. */
const EVENTS = [
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
];
const PATTERNS = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'];

/** True for an event, or a wildcard of events, that this server can send. */
export const isSupportedEvent = (event: string): boolean => EVENTS.includes(event) || PATTERNS.includes(event);

/** True if an event, or a wildcard of events, takes in the other. */
const covers = (pattern: string, event: string): boolean =>
  pattern === event || (pattern.endsWith('*') && event.startsWith(pattern.slice(0, -1)));

/** True if the rule wants to hear of this event (`s3:ObjectCreated:Put`) for this key. */
export const appliesTo = (rule: NotificationRule, event: string, key: string): boolean =>
  rule.Events.some((pattern) => covers(pattern, event)) && key.startsWith(rule.prefix) && key.endsWith(rule.suffix);

/** True if some object could concern both rules under one event, which S3 refuses. */
export function overlap(one: NotificationRule, other: NotificationRule): boolean {
  const events = one.Events.some((a) => other.Events.some((b) => covers(a, b) || covers(b, a)));
  const prefixes = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix);
  const suffixes = one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix);
  return events && prefixes && suffixes;
}
