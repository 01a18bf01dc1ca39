import type { Policy } from './policy.ts';

/** The policies that have a say in a request. */
export type Policies = {
  /** Of the user or role that asks; none for services, federated identities and anonymous requests. */
  identity: readonly Policy<'identity'>[];
  boundary?: Policy<'boundary'>;
  /** Of the bucket, queue, topic or key, or the trust policy of the role. */
  resource?: Policy<'resource' | 'trust'>;
  /** Of the VPC endpoint through which the request goes. */
  endpoint?: Policy<'endpoint'>;
};
