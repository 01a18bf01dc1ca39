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

/** What a policy is attached to; it decides what may stand in it and how it counts. `trust`: who may assume a role. */
export type PolicyKind = 'identity' | 'boundary' | 'resource' | 'trust' | 'endpoint';

/** Which policy it is. */
export type Where<Kind extends PolicyKind = PolicyKind> = {
  kind: Kind;
  /** What it is attached to: a logical id, or an ARN. */
  owner: string;
  /** The policy itself: a logical id, or the name of an inline policy. */
  name: string;
  /** Where it stands in a template, for those that came from one. */
  path?: readonly (string | number)[];
};

/** For messages. */
export const showWhere = ({ owner, name }: Where): string => (name === owner ? name : `${name} of ${owner}`);

/** A policy or a request that cannot be judged, because something in it is malformed or not known here. It is never guessed. */
export class PolicyError extends Error {
  override name = 'PolicyError';
}

/** Refuses what is being read; the message says what was expected and what came, the place is put before it. */
export type Fail = (message: string) => never;

/** Refuses a request, or what belongs to no policy. */
export const refuse: Fail = (message) => {
  throw new PolicyError(message);
};
