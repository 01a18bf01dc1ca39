import { expandAction } from './actions.ts';
import { type MatchedStatement, matched } from './evaluate.ts';
import type { PlatformAction } from './needs.ts';
import type { Policy } from './policy.ts';
import type { Statement } from './statement.ts';

/** One action that one statement allows. What cannot be written out, as with NotAction, stands as it is written. */
export type Grant = { statement: MatchedStatement; action: string };

/** A grant and what became of it. */
export type GrantUse = Grant & {
  /** How many calls it allowed. */
  calls: number;
  /** Of a grant that Lambda itself uses: what for, with a page of AWS. */
  platform?: { purpose: string; reference: string };
};

/** Counts which grants the calls use. */
export type Usage = {
  record(statements: readonly MatchedStatement[], action: string): void;
  /** Every grant, in the order of the policies. */
  uses(): GrantUse[];
};

const keyOf = ({ policy, index }: MatchedStatement, action: string): string =>
  JSON.stringify([policy.kind, policy.owner, policy.name, index, action.toLowerCase()]);

function actionsIn({ actions: { not, patterns } }: Statement): string[] {
  const texts = patterns.map(({ text }) => text);
  if (not) return [`NotAction ${texts.join(', ')}`];
  return [...new Set(texts.flatMap((text) => [expandAction(text), text].find((list) => list.length > 0) ?? []))];
}

/** Starts to count the uses of what the policies grant; `platform` are the actions that Lambda itself uses. */
export function createLedger(
  policies: readonly Policy[],
  platform: readonly Pick<PlatformAction, 'action' | 'purpose' | 'reference'>[],
): Usage {
  const calls = new Map<string, number>();
  const grants: Grant[] = policies
    .flatMap(({ statements }) => statements.filter(({ effect }) => effect === 'Allow'))
    .flatMap((statement) => actionsIn(statement).map((action) => ({ statement: matched(statement), action })));
  return {
    record(statements, action) {
      for (const statement of statements) {
        const key = keyOf(statement, action);
        calls.set(key, (calls.get(key) ?? 0) + 1);
      }
    },
    uses: () =>
      grants.map(({ statement, action }) => {
        const own = statement.policy.kind === 'identity' && platform.find((each) => each.action === action);
        return {
          statement,
          action,
          calls: calls.get(keyOf(statement, action)) ?? 0,
          ...(own && { platform: { purpose: own.purpose, reference: own.reference } }),
        };
      }),
  };
}
