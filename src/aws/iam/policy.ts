import type { KeyTable } from './condition-key.ts';
import { KNOWN_KEYS } from './known-keys.ts';
import type { PolicyKind, Where } from './policy-error.ts';
import { asList, asMap, CURRENT_VERSION, createReader } from './reader.ts';
import { readStatement, type Statement } from './statement.ts';

/** A policy document, read and checked. */
export type Policy<Kind extends PolicyKind = PolicyKind> = {
  where: Where<Kind>;
  version: string;
  statements: readonly Statement[];
};

const ELEMENTS = ['Version', 'Id', 'Statement'];
const OLD_VERSION = '2008-10-17';

/**
 * Reads a policy document, as JSON values without intrinsic functions. Throws PolicyError, which names the policy, the
 * statement and what is wrong, at anything that AWS would refuse or that is not known here: elements, operators,
 * condition keys (beside `keys`), policy variables.
 */
export function parsePolicy<Kind extends PolicyKind>(
  document: unknown,
  where: Where<Kind>,
  keys: KeyTable = {},
): Policy<Kind> {
  const ofIdentity = where.kind === 'identity' || where.kind === 'boundary';
  const { fail } = createReader(where, 'The document', '', []);
  const raw = asMap(document, 'a policy', fail);
  for (const name of Object.keys(raw))
    if (!ELEMENTS.includes(name) || (name === 'Id' && ofIdentity))
      fail(`Expected an element of a policy of kind ${where.kind} but received ${name}`);
  const version = raw['Version'] ?? OLD_VERSION;
  if (version !== CURRENT_VERSION && version !== OLD_VERSION)
    return fail(`Expected Version to be ${CURRENT_VERSION} or ${OLD_VERSION} but received ${JSON.stringify(version)}`);
  if (raw['Statement'] === undefined) fail('Expected Statement but received none');
  const statements = asList(raw['Statement']).map((item, index) => {
    const statement = asMap(item, `statement ${index}`, fail);
    const place = typeof statement['Sid'] === 'string' ? `Statement ${statement['Sid']}` : `Statement ${index}`;
    return readStatement(statement, index, createReader(where, place, version, [keys, KNOWN_KEYS]));
  });
  const sids = statements.flatMap(({ sid }) => sid || []);
  const twice = sids.find((sid, at) => sids.indexOf(sid) !== at);
  if (twice) fail(`Expected each Sid once but received ${twice} again`);
  return { where, version, statements };
}
