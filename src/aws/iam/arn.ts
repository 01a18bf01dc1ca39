/** The parts of `arn:partition:service:region:account:resource`; the resource may itself hold colons. */
export type Arn = { partition: string; service: string; region: string; account: string; resource: string };

/** Colons before the resource. */
export const ARN_COLONS = 5;

/** Splits an ARN; undefined for text that is none. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function parseArn(text: string): Arn | undefined {
  const [scheme, partition, service, region, account, ...resource] = text.split(':');
  if (scheme !== 'arn' || !partition || !service || region === undefined || account === undefined) return undefined;
  return resource.length === 0 ? undefined : { partition, service, region, account, resource: resource.join(':') };
}
