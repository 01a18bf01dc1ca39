import type { Pseudo, Resolved } from '../../aws/cloudformation/resolve.ts';
import type { Call } from '../../aws/iam/call.ts';
import { PolicyError } from '../../aws/iam/policy-error.ts';
import { type Authorizer, authorizerOf } from '../../aws/iam/stack.ts';
import type { S3Notification, S3Request } from '../../aws/s3/server.ts';
import { UserError } from '../../shared/user-error.ts';
import type { QueueRequest } from './queues.ts';

/** Who calls, by access key id: the embedded endpoints tell callers apart by it. */
export const ACCESS_KEYS = { local: 'uploader', function: 'function', poller: 'poller', s3: 's3' } as const;

export type AccessKey = keyof typeof ACCESS_KEYS;

/** A call that the policies of the template deny, and how often it was made. */
export type Denial = { sentence: string; times: number };

/** Judges every call of a run by the policies of its template, and remembers what it has judged. */
export type Authorization = {
  /** Each gives a reason to deny, or undefined. */
  s3(request: S3Request): string | undefined;
  queue(request: QueueRequest): string | undefined;
  notification(notification: S3Notification): string | undefined;
  denials(): Denial[];
  uses: Authorizer['uses'];
  unusedGrants: Authorizer['unusedGrants'];
};

/** The call as AWS would see it. The run stays on the loopback interface, which stands for TLS. */
const asCall = (principal: Call['principal'], action: string, resourceArn: string): Call => ({
  principal,
  action,
  resourceArn,
  secureTransport: true,
});

function authorizer(resolved: Resolved, pseudo: Pseudo): Authorizer {
  try {
    const made = authorizerOf(resolved, pseudo);
    const unmet = made.unmetNeeds().map(({ purpose, decision }) => `${purpose}, but: ${decision.missing}`);
    if (unmet.length > 0) throw new UserError(unmet.join('\n'));
    return made;
  } catch (error) {
    throw error instanceof PolicyError ? new UserError(error.message) : error;
  }
}

/**
 * Makes the judge of a run. Throws UserError for a template whose policies cannot be told, and for one that denies
 * what Lambda itself has to do: it would not deploy. What the policies ask for and nobody here can know is denied.
 */
export function authorizationOf(resolved: Resolved, pseudo: Pseudo): Authorization {
  const { authorize, uses, unusedGrants } = authorizer(resolved, pseudo);
  const { Partition, Region, AccountId } = pseudo;
  const denied = new Map<string, number>();

  function judge(call: Call): string | undefined {
    const sentence = reasonAgainst(call);
    if (sentence !== undefined) denied.set(sentence, (denied.get(sentence) ?? 0) + 1);
    return sentence;
  }
  function reasonAgainst(call: Call): string | undefined {
    try {
      const { allowed, missing } = authorize(call);
      return allowed ? undefined : (missing ?? `${call.action} on ${call.resourceArn} is denied`);
    } catch (error) {
      if (error instanceof PolicyError) return error.message;
      throw error;
    }
  }
  const callerOf = (accessKeyId: string): Call['principal'] =>
    Object.hasOwn(ACCESS_KEYS, accessKeyId) ? ACCESS_KEYS[accessKeyId as AccessKey] : 'uploader';
  const bucketArn = (bucket: string): string => `arn:${Partition}:s3:::${bucket}`;

  return {
    s3({ action, operation, bucket, key = '', versionId, accessKeyId }) {
      const resource = bucket === '' ? '*' : bucketArn(bucket) + (key === '' ? '' : `/${key}`);
      const context = versionId === undefined ? {} : { 's3:versionid': versionId };
      const call = { ...asCall(callerOf(accessKeyId), action, resource), context };
      // Who may list a bucket is told that an object is missing (404); everybody else gets 403. Nobody has to be allowed.
      const isOnlyAsked = action === 's3:ListBucket' && ['GetObject', 'HeadObject'].includes(operation);
      return isOnlyAsked ? reasonAgainst(call) : judge(call);
    },
    queue({ action, queueName, accessKeyId }) {
      const principal = callerOf(accessKeyId);
      // S3 was judged when it had the message in hand, with the bucket that it is about.
      if (principal === 's3') return undefined;
      return judge(asCall(principal, action, `arn:${Partition}:sqs:${Region}:${AccountId}:${queueName}`));
    },
    notification({ bucket, queueArn }) {
      return judge({ ...asCall('s3', 'sqs:SendMessage', queueArn), sourceArn: bucketArn(bucket) });
    },
    denials: () => [...denied].map(([sentence, times]) => ({ sentence, times })),
    uses,
    unusedGrants,
  };
}
