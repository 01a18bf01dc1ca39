import type { IncomingHttpHeaders } from 'node:http';
import type { Operation } from './call.ts';
import { notImplemented } from './errors.ts';
import { OPERATIONS } from './operations.ts';
import { header, type Target } from './request.ts';

/** The sub-resources of S3 that this server does not have, by the word that stands for them in an operation's name. */
const ABSENT: Record<string, string> = {
  accelerate: 'AccelerateConfiguration',
  acl: 'Acl',
  analytics: 'AnalyticsConfiguration',
  attributes: 'Attributes',
  cors: 'Cors',
  'intelligent-tiering': 'IntelligentTieringConfiguration',
  inventory: 'InventoryConfiguration',
  'legal-hold': 'LegalHold',
  metrics: 'MetricsConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  policyStatus: 'PolicyStatus',
  replication: 'Replication',
  requestPayment: 'RequestPayment',
  retention: 'Retention',
  torrent: 'Torrent',
  website: 'Website',
};

/** Headers in which a client says what this server does, or need not do. Any other x-amz- header asks for something else. */
const UNDERSTOOD =
  /^x-amz-(meta-.*|checksum-.*|acl|bucket-region|content-sha256|copy-source(-if-(match|none-match|modified-since|unmodified-since))?|date|decoded-content-length|expected-bucket-owner|metadata-directive|mp-object-size|object-ownership|sdk-checksum-algorithm|security-token|server-side-encryption|skip-destination-validation|source-expected-bucket-owner|storage-class|tagging|tagging-directive|trailer|user-agent)$/;

// What presigned requests carry, and what the SDK for JavaScript adds to help reading logs.
const IGNORED_QUERY = /^(X-Amz-.*|x-id)$/;

const levelOf = ({ bucket, key }: Target): Operation['on'] => {
  if (bucket === '') return 'service';
  return key === '' ? 'bucket' : 'object';
};

/** The name of an operation that is not there, as near as the request tells it. */
function absentName(method: string, target: Target): string {
  const { query } = target;
  const word = [...query.keys()].find((name) => name in ABSENT);
  const level = levelOf(target) === 'object' ? 'Object' : 'Bucket';
  const verb = method.charAt(0) + method.slice(1).toLowerCase();
  if (word !== undefined) return `${verb}${level}${ABSENT[word]}`;
  const named = query.get('x-id');
  const names = [...query.keys()].filter((name) => !IGNORED_QUERY.test(name));
  const request = `${method} on ${levelOf(target)}${names.length > 0 ? ` with ${names.map((name) => `?${name}`).join(' ')}` : ''}`;
  return named === undefined ? request : `${named} (${request})`;
}

/**
 * The operation that a request asks for. Throws NotImplemented with its name when it is none of ours: for an unknown
 * sub-resource or parameter, and for a header that asks for something that would not be done.
 */
export function route(method: string, target: Target, headers: IncomingHttpHeaders): Operation {
  const names = [...target.query.keys()].filter((name) => !IGNORED_QUERY.test(name));
  const isCopy = header(headers, 'x-amz-copy-source') !== undefined;
  const operation = OPERATIONS.find(
    ({ method: verb, on, needs = [], allows = [], copies = false }) =>
      verb === method &&
      on === levelOf(target) &&
      copies === isCopy &&
      needs.every((name) => names.includes(name)) &&
      names.every((name) => needs.includes(name) || allows.includes(name)),
  );
  if (operation === undefined) throw notImplemented(absentName(method, target));
  const strange = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !UNDERSTOOD.test(name));
  if (strange !== undefined) throw notImplemented(`${operation.name} with the header ${strange}`);
  return operation;
}
