/**
 * Characters of one string of a line. S3's longest key has 1,024 bytes, so none is ever shortened; an event of somebody
 * else, and what a decoder says of a file, may be as long as they like.
 */
export const MAX_TEXT = 2048;

/**
 * One JSON object as a line, each string in it well-formed and cut at MAX_TEXT. A character takes six bytes at the most
 * (`\u0001`), and no line has more than ten strings of a stranger: 123 KB, below the 256 KB that the embedded metric
 * format allows and the 1 MB that CloudWatch Logs takes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const jsonLine = (fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(fields, (_, value: unknown) => (typeof value === 'string' ? cut(value) : value));

const cut = (text: string): string =>
  (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text).toWellFormed();
