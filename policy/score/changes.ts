import type { Path } from '../../src/aws/cloudformation/path.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { listOf } from '../engine/values.ts';
import { functionIn } from '../engine/walk.ts';

/** A template with one change; what did not change is shared with the template as it was. */
export type Change = {
  kind: 'remove' | 'flip' | 'widen' | 'step' | 'branch';
  path: Path;
  to: string;
  template: Template;
};

type Edit = Omit<Change, 'template'> & { value: unknown };

const REMOVED = Symbol('removed');

/** A copy of a value with another value at a path, or without it. */
function withValue(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const inner =
    rest.length > 0 ? withValue((value as Record<string | number, unknown>)[key], rest, replacement) : replacement;
  if (Array.isArray(value)) return inner === REMOVED ? value.toSpliced(Number(key), 1) : value.with(Number(key), inner);
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.flatMap(([name, entry]) => (name !== key ? [[name, entry]] : inner === REMOVED ? [] : [[name, inner]])),
  );
}

const edit = (kind: Change['kind'], path: Path, to: string, value: unknown): Edit => ({ kind, path, to, value });
const removed = (path: Path): Edit => edit('remove', path, 'nothing', REMOVED);

/** One step up and down, as text where it was text. */
function steps(value: unknown, path: Path): Edit[] {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d{1,9}$/.test(value));
  if (!isNumber) return [];
  return [1, -1].map((by) => {
    const next = Number(value) + by;
    return edit('step', path, String(next), typeof value === 'string' ? String(next) : next);
  });
}

const FLIPPED: Readonly<Record<string, unknown>> = { true: false, false: true, Allow: 'Deny', Deny: 'Allow' };

function flips(value: unknown, path: Path): Edit[] {
  const text = String(value);
  if (!Object.hasOwn(FLIPPED, text) || typeof value === 'object') return [];
  const flipped = typeof value === 'string' ? String(FLIPPED[text]) : FLIPPED[text];
  return [edit('flip', path, String(flipped), flipped)];
}

/** Each action that is allowed to all of its service and of AWS, each resource and principal to every one. */
function widenings({ Effect, Action, Resource, Principal }: Record<string, unknown>, path: Path): Edit[] {
  if (Effect === 'Deny') return []; // denying more weakens nothing
  const items = (name: string, value: unknown): [Path, unknown][] =>
    Array.isArray(value) ? value.map((item, at) => [[...path, name, at], item]) : [[[...path, name], value]];
  const actions = listOf(Action).length === 0 ? [] : items('Action', Action);
  return [
    ...actions.flatMap(([at, action]) =>
      [`${String(action).split(':')[0]}:*`, '*']
        .filter((wider) => wider !== action)
        .map((wider) => edit('widen', at, wider, wider)),
    ),
    ...(Resource === undefined || Resource === '*'
      ? []
      : items('Resource', Resource).map(([at]) => edit('widen', at, '*', '*'))),
    ...(Principal === undefined || Principal === '*' ? [] : [edit('widen', [...path, 'Principal'], '*', '*')]),
  ];
}

/** Every edit of a value and of what is in it. A function is one value; of Fn::If each branch is looked into. */
function edits(value: unknown, path: Path): Edit[] {
  const called = functionIn(value);
  if (called?.name === 'Fn::If' && Array.isArray(called.argument)) {
    const branches = called.argument;
    return [1, 2].flatMap((branch) => [
      edit('branch', path, `always branch ${branch}`, branches[branch]),
      ...edits(branches[branch], [...path, 'Fn::If', branch]),
    ]);
  }
  if (called || typeof value !== 'object' || value === null) return [...flips(value, path), ...steps(value, path)];
  const isStatement = !Array.isArray(value) && Object.hasOwn(value, 'Effect');
  return [
    ...(isStatement ? widenings(value as Record<string, unknown>, path) : []),
    ...Object.entries(value).flatMap(([key, child]) => {
      const at = [...path, Array.isArray(value) ? Number(key) : key];
      return [removed(at), ...edits(child, at)];
    }),
  ];
}

/**
 * Every template that differs from this one in a single place of its resources: something removed, a boolean or an
 * effect flipped, a number one step off, a permission widened, a condition taken as always true or false.
 */
export function* changesOf(template: Template): Generator<Change> {
  for (const [logicalId, { Type: _, ...resource }] of Object.entries(template.Resources)) {
    const path = ['Resources', logicalId];
    for (const { value, ...change } of [removed(path), ...edits(resource, path)])
      yield { ...change, template: withValue(template, change.path, value) as Template };
  }
}
