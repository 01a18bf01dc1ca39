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

/** Those whose names do not follow the rule, by method, level and sub-resource. */
const ABSENT_NAMES: Record<string, string> = {
  'GET bucket uploads': 'ListMultipartUploads',
  'GET bucket session': 'CreateSession',
  'GET object partNumber': 'GetObject with partNumber',
  'HEAD object partNumber': 'HeadObject with partNumber',
  'POST bucket': 'PostObject',
  'POST object restore': 'RestoreObject',
  'POST object select': 'SelectObjectContent',
  'PUT object renameObject': 'RenameObject',
};

/** Headers in which a client says what this server does, or need not do. Any other x-amz- header asks for something else. */
const UNDERSTOOD =
  /^x-amz-(meta-.*|checksum-.*|acl|bucket-region|content-sha256|copy-source(-if-(match|none-match|modified-since|unmodified-since))?|date|decoded-content-length|expected-bucket-owner|metadata-directive|mp-object-size|object-ownership|sdk-checksum-algorithm|security-token|server-side-encryption|skip-destination-validation|source-expected-bucket-owner|storage-class|tagging|tagging-directive|trailer|transition-default-minimum-object-size|user-agent)$/;

// What presigned requests carry, and what the SDK for JavaScript adds to help reading logs.
const IGNORED_QUERY = /^(X-Amz-.*|x-id)$/;

const levelOf = ({ bucket, key }: Target): Operation['on'] => {
  if (bucket === '') return 'service';
  return key === '' ? 'bucket' : 'object';
};

const toTitle = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

/** The name of an operation that is not there, as near as the request tells it. */
function absentName(method: string, target: Target): string {
  const { query } = target;
  const names = [...query.keys()].filter((name) => !IGNORED_QUERY.test(name));
  const request = `${method} ${levelOf(target)}`;
  const known = names.map((name) => ABSENT_NAMES[`${request} ${name}`]).find((name) => name !== undefined);
  if (known !== undefined) return known;
  const word = names.find((name) => Object.hasOwn(ABSENT, name));
  if (word !== undefined) return `${toTitle(method)}${toTitle(levelOf(target))}${ABSENT[word]}`;
  const described = [query.get('x-id') ?? ABSENT_NAMES[request] ?? request, ...names.map((name) => `?${name}`)];
  return described.join(' ');
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
  if (operation === undefined) {
    throw notImplemented(isCopy && names.includes('partNumber') ? 'UploadPartCopy' : absentName(method, target));
  }
  const strange = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !UNDERSTOOD.test(name));
  if (strange !== undefined) throw notImplemented(`${operation.name} with the header ${strange}`);
  return operation;
}
