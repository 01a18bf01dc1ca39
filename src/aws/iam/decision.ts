import type { Effect, Statement } from './statement.ts';
import type { Where } from './where.ts';

/** Why a request is allowed, or why not. */
export type Reason =
  | 'allowed'
  | 'explicit deny'
  | 'no identity policy allows'
  | 'the permissions boundary does not allow'
  | 'no resource policy allows'
  | 'the endpoint policy does not allow'
  | 'no way leads to the service';

/** A statement that had a part in a decision, and where it is. */
export type MatchedStatement = { policy: Where; index: number; sid?: string; effect: Effect };

/** What became of a request. */
export type Decision = {
  allowed: boolean;
  reason: Reason;
  /** What allowed it, what denied it, or what would have allowed it but for another policy. */
  statements: readonly MatchedStatement[];
  /** Of a denied request: a sentence for a reviewer, such as "No statement of ImageFunctionRole allows …". */
  missing?: string;
};

export const matched = ({ where, index, sid, effect }: Statement): MatchedStatement => ({
  policy: where,
  index,
  ...(sid !== undefined && { sid }),
  effect,
});

/** The Sid of a statement, or its place in its policy, for messages. */
export const showStatement = ({ sid, index }: { sid?: string; index: number }): string => sid || `${index}`;
