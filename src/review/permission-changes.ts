import type { RuleContext } from '../../policy/engine/rule.ts';
import { otherGrants } from './other-grants.ts';
import { type PermissionChange, statementChanges, statementWords } from './statement-words.ts';
import { type Stated, statedIn } from './statements.ts';
import { say, tokensIn } from './words.ts';

const content = ({ sid: _, ...rest }: Stated): string => JSON.stringify(rest);

type Likeness = (one: Stated, other: Stated) => boolean;

/** Which statement became which, the surest signs first. */
const SIGNS: readonly Likeness[] = [
  (one, other) => content(one) === content(other),
  (one, other) => one.sid !== undefined && one.sid === other.sid,
  (one, other) => JSON.stringify(one.actions) === JSON.stringify(other.actions),
  (one, other) =>
    JSON.stringify(one.resources) === JSON.stringify(other.resources) &&
    one.actions.values.some((action) => other.actions.values.includes(action)),
];

function pairUp(before: readonly Stated[], after: readonly Stated[]) {
  const [old, now] = [[...before], [...after]];
  const pairs: [Stated, Stated][] = [];
  for (const sign of SIGNS)
    for (const one of [...old]) {
      const other = now.find(
        ({ holder, kind, allows }, at) =>
          holder === one.holder && kind === one.kind && allows === one.allows && sign(one, now[at] as Stated),
      );
      if (!other) continue;
      pairs.push([one, other]);
      old.splice(old.indexOf(one), 1);
      now.splice(now.indexOf(other), 1);
    }
  return { pairs, gone: old, added: now };
}

/** A refusal says nothing where what it is about is not there, before or after. */
const concerns = ({ holder, resources, allows }: Stated, other: RuleContext): boolean => {
  const ids = tokensIn(resources.values);
  return allows || [holder, ...ids].some((id) => Object.hasOwn(other.resolved.resources, id));
};

const added = (stated: Stated): PermissionChange => ({
  holder: stated.holder,
  direction: stated.allows ? 'wider' : 'narrower',
  words: statementWords(stated, stated.allows ? say`new, allows` : say`new, refuses`),
});

const gone = (stated: Stated): PermissionChange => ({
  holder: stated.holder,
  direction: stated.allows ? 'narrower' : 'wider',
  words: statementWords(stated, stated.allows ? say`gone, allowed` : say`gone, refused`),
});

const ORDER = ['wider', 'unclear', 'narrower'];

/** What more, and what less, may be done than before: statement by statement, the wider ones first. */
export function permissionChanges(before: RuleContext, after: RuleContext): PermissionChange[] {
  const statements = pairUp(statedIn(before), statedIn(after));
  return [
    ...statements.pairs.flatMap(([one, other]) => statementChanges(one, other)),
    ...statements.added.filter((stated) => concerns(stated, before)).map(added),
    ...statements.gone.filter((stated) => concerns(stated, after)).map(gone),
    ...otherGrants(before.resolved.resources, after.resolved.resources),
  ].sort((one, other) => ORDER.indexOf(one.direction) - ORDER.indexOf(other.direction));
}
