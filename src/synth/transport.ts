import type { Value } from 'cloudform';
import type { Statement } from './cloudformation.ts';

/**
 * The statement that refuses requests without TLS. The form that every tool accepts: the string "false", alone in the
 * condition, for every principal and action (`s3:*`, `sqs:*`; a topic policy has no wildcard, so it names `sns:Publish`).
 */
export const denyInsecureTransport = (Action: string, Resource: Value<string> | Value<string>[]): Statement => ({
  Sid: 'DenyInsecureTransport',
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
