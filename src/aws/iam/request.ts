import type { Principal } from './principal.ts';

/** Keys of a request and their values, in any case. A known key that is not there is absent from the request. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** One request to AWS, as its authorisation sees it. Keys that follow from the principal need not be in the context. */
export type Request = {
  /** `s3:GetObject` */
  action: string;
  /** The ARN, or `*` for an action that concerns no single resource. */
  resource: string;
  principal: Principal;
  context: Context;
  /** Keys that AWS would send with a value that is not known, unless the context has it: a policy that asks is refused. */
  unknown?: readonly string[];
};
