import { type Condition, readConditions } from './condition.ts';
import {
  type ActionElement,
  type PrincipalElement,
  type ResourceElement,
  readActions,
  readPrincipals,
  readResources,
} from './elements.ts';
import type { Where } from './policy-error.ts';
import type { Reader } from './reader.ts';

export type Effect = 'Allow' | 'Deny';

/** One statement, read and checked. A policy of an identity has no principals, a trust policy has no resources. */
export type Statement = {
  where: Where;
  /** Its place in the policy, from 0. */
  index: number;
  sid?: string;
  effect: Effect;
  principals?: PrincipalElement;
  actions: ActionElement;
  resources?: ResourceElement;
  conditions: readonly Condition[];
};

const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

type Raw = Readonly<Record<string, unknown>>;

/** Exactly one of an element and its opposite, or neither where the kind of policy has none. */
function oneOf<Name extends string>(raw: Raw, names: readonly [Name, Name], wanted: boolean, { fail, where }: Reader) {
  const present = names.filter((name) => Object.hasOwn(raw, name));
  if (present.length === (wanted ? 1 : 0)) return present[0];
  const expected = wanted
    ? `exactly one of ${names.join(' and ')}`
    : `no ${names[0]} in a policy of kind ${where.kind}`;
  return fail(`Expected ${expected} but received ${present.join(' and ') || 'neither'}`);
}

function readSid(sid: unknown, { fail, where }: Reader): string | undefined {
  if (sid === undefined) return undefined;
  if (typeof sid !== 'string') return fail(`Expected Sid to be text but received ${JSON.stringify(sid)}`);
  const isIam = where.kind === 'identity' || where.kind === 'boundary' || where.kind === 'trust';
  return isIam && !/^[A-Za-z0-9]*$/.test(sid) ? fail(`Expected Sid to be letters and digits but received ${sid}`) : sid;
}

/** Reads a statement. Throws PolicyError at an element, operator, key or variable that is not known. */
export function readStatement(raw: Raw, index: number, reader: Reader): Statement {
  const { fail, where } = reader;
  for (const name of Object.keys(raw))
    if (!ELEMENTS.includes(name)) fail(`Expected an element of a statement but received ${name}`);
  const effect = raw['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    return fail(`Expected Effect to be Allow or Deny but received ${JSON.stringify(effect) ?? 'nothing'}`);
  const ofIdentity = where.kind === 'identity' || where.kind === 'boundary';
  const principal = oneOf(raw, ['Principal', 'NotPrincipal'], !ofIdentity, reader);
  if (principal === 'NotPrincipal' && (effect === 'Allow' || where.kind === 'trust'))
    fail('Expected NotPrincipal in a Deny of a resource or endpoint policy alone');
  const action = oneOf(raw, ['Action', 'NotAction'], true, reader) ?? 'Action';
  const resource = oneOf(raw, ['Resource', 'NotResource'], where.kind !== 'trust', reader);
  const sid = readSid(raw['Sid'], reader);
  return {
    where,
    index,
    ...(sid !== undefined && { sid }),
    effect,
    ...(principal && { principals: readPrincipals(principal, raw[principal], reader) }),
    actions: readActions(action, raw[action], reader),
    ...(resource && { resources: readResources(resource, raw[resource], reader) }),
    conditions: raw['Condition'] === undefined ? [] : readConditions(raw['Condition'], reader),
  };
}
