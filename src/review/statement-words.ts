import { expandAction } from '../aws/iam/actions.ts';
import { PolicyError } from '../aws/iam/policy-error.ts';
import { type ConditionChange, conditionChanges, type Reach, reach } from './element-changes.ts';
import type { Element, Stated } from './statements.ts';
import { say, several, together, type Words } from './words.ts';

/** Whether a change lets more happen than before; `unclear` where that cannot be told, which is no comfort. */
export type Direction = 'wider' | 'narrower' | 'unclear';

export type PermissionChange = { holder: string; direction: Direction; words: Words };

function meaning(action: string): Words {
  if (!/[*?]/.test(action)) return say`${action}`;
  try {
    return say`${action} (${say`${String(expandAction(action).length)}`} actions)`;
  } catch (error) {
    if (error instanceof PolicyError) return say`${action}`;
    throw error;
  }
}

const MOST_ACTIONS = 8;

function actionWords({ not, values }: Element): Words {
  if (not) return say`everything but ${several(values)}`;
  const shown = together(values.slice(0, MOST_ACTIONS).map(meaning));
  return values.length > MOST_ACTIONS ? say`${shown} and ${values.length - MOST_ACTIONS} more` : shown;
}

const listed = ({ not, values }: Element): Words => (not ? say`everything but ${several(values)}` : several(values));

const principal = (element: Element): Words =>
  !element.not && element.values.some((value) => value === '*' || value === 'AWS *')
    ? say`${'*'} (everyone)`
    : listed(element);

const KINDS: Record<string, string> = { trust: ' (who may assume it)', endpoint: ' (what passes the endpoint)' };

const name = ({ holder, sid, kind }: Stated): Words => {
  const statement = sid === undefined ? say`a statement without Sid` : say`statement ${sid}`;
  return say`${holder}, ${statement}${{ words: [KINDS[kind] ?? ''] }}`;
};

const condition = ({ operator, key, values }: Stated['conditions'][number]): Words =>
  say`${key} ${operator} ${several(values)}`;

/** A whole statement in words: what it allows or refuses, on what, for whom, when. */
export function statementWords(stated: Stated, verb: Words): Words {
  const { actions, resources, principals, conditions } = stated;
  const parts = [
    say`${name(stated)}: ${verb} ${actionWords(actions)}`,
    ...(resources.values.length > 0 ? [say`on ${listed(resources)}`] : []),
    ...(principals.values.length > 0 ? [say`for ${principal(principals)}`] : []),
    ...(conditions.length > 0 ? [say`where ${together(conditions.map(condition), ' and ')}`] : []),
  ];
  return together(parts, ' ');
}

type Verbs = { gained: (values: Element) => Words; lost: (values: Element) => Words };

const VERBS: Record<'actions' | 'resources' | 'principals', Record<'allow' | 'deny', Verbs>> = {
  actions: {
    allow: {
      gained: (of) => say`also allows ${actionWords(of)}`,
      lost: (of) => say`no longer allows ${actionWords(of)}`,
    },
    deny: {
      gained: (of) => say`also refuses ${actionWords(of)}`,
      lost: (of) => say`no longer refuses ${actionWords(of)}`,
    },
  },
  resources: {
    allow: { gained: (of) => say`also reaches ${listed(of)}`, lost: (of) => say`no longer reaches ${listed(of)}` },
    deny: { gained: (of) => say`also protects ${listed(of)}`, lost: (of) => say`no longer protects ${listed(of)}` },
  },
  principals: {
    allow: { gained: (of) => say`is also for ${principal(of)}`, lost: (of) => say`is no longer for ${listed(of)}` },
    deny: { gained: (of) => say`also refuses ${principal(of)}`, lost: (of) => say`no longer refuses ${listed(of)}` },
  },
};

function conditionWords({ operator, key, values, was, looser }: ConditionChange): Words {
  if (values.length === 0) return say`no longer asks for ${key} ${operator} ${several(was)}`;
  if (was.length === 0) return say`now asks for ${key} ${operator} ${several(values)}`;
  const change = say`asks for ${key} ${operator} ${several(values)} instead of ${several(was)}`;
  return looser === undefined ? say`${change}: judge what that means` : change;
}

/** What changed in a statement that is on both sides, with the same effect: one entry each for wider and narrower. */
export function statementChanges(before: Stated, after: Stated): PermissionChange[] {
  const found: { direction: Direction; words: Words }[] = [];
  const more: Direction = after.allows ? 'wider' : 'narrower';
  const less: Direction = after.allows ? 'narrower' : 'wider';
  for (const element of ['actions', 'resources', 'principals'] as const) {
    const { gained, lost, turned }: Reach = reach(before[element], after[element], element === 'actions');
    const verbs = VERBS[element][after.allows ? 'allow' : 'deny'];
    if (turned) {
      const all = element === 'actions' ? actionWords(after[element]) : listed(after[element]);
      found.push({ direction: 'unclear', words: say`is now about ${all}` });
    } else {
      if (gained.length > 0) found.push({ direction: more, words: verbs.gained({ not: false, values: gained }) });
      if (lost.length > 0) found.push({ direction: less, words: verbs.lost({ not: false, values: lost }) });
    }
  }
  for (const change of conditionChanges(before, after)) {
    const direction = change.looser === undefined ? 'unclear' : change.looser ? more : less;
    found.push({ direction, words: conditionWords(change) });
  }
  return (['wider', 'unclear', 'narrower'] as const).flatMap((direction) => {
    const words = found.filter((each) => each.direction === direction).map((each) => each.words);
    if (words.length === 0) return [];
    return [{ holder: after.holder, direction, words: say`${name(after)}: ${together(words, '; ')}` }];
  });
}
