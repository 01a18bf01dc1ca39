import Table from 'cli-table3';
import { showStatement } from '../../aws/iam/evaluate.ts';
import type { GrantUse } from '../../aws/iam/grants.ts';
import { showWhere } from '../../aws/iam/policy-error.ts';
import { PLAIN_TABLE } from '../../shared/plain-table.ts';
import type { Denial } from '../services/authorization.ts';

const HEAD = ['granted by', 'statement', 'action', 'calls'];

const callsOf = ({ calls, platform }: GrantUse): string =>
  calls === 0 && platform ? platform.purpose : calls === 0 ? 'none' : String(calls);

/** What the policies of the template grant, a line for each action, with the calls of the run that used it. */
export function showGrants(uses: readonly GrantUse[]): string {
  const table = new Table(PLAIN_TABLE);
  table.push(HEAD);
  for (const use of uses) {
    table.push([showWhere(use.statement.policy), showStatement(use.statement), use.action, callsOf(use)]);
  }
  return `\n${table.toString()}`;
}

/** What the policies of the template denied, a line for each kind of call. */
export const showDenials = (denials: readonly Denial[]): string =>
  denials.map(({ sentence, times }) => `Denied ${times === 1 ? 'once' : `${times} times`}: ${sentence}`).join('\n');
