import { remembered } from '../../shared/memoize.ts';
import { intrinsics } from './intrinsics.ts';
import { resourceIn, type Trace } from './memory.ts';
import { parameterValues } from './parameters.ts';
import { DYNAMIC_REFERENCE, isUnresolved, type Path, showPath, unresolved } from './path.ts';
import { asText, NO_VALUE, type Problem, type Scope, type Settings, show } from './scope.ts';
import type { Template, TemplateResource } from './template.ts';

type Outcome = boolean | undefined;

const and = (outcomes: Outcome[]): Outcome =>
  outcomes.includes(false) ? false : outcomes.includes(undefined) ? undefined : true;

const not = (outcome: Outcome): Outcome => (outcome === undefined ? undefined : !outcome);

const ARITY: Record<string, [number, number]> = {
  'Fn::And': [2, 10],
  'Fn::Or': [2, 10],
  'Fn::Not': [1, 1],
  'Fn::Equals': [2, 2],
};

/**
 * Evaluates an expression of the Conditions section. Undefined when it cannot be known; the scope has the problem then.
 * Values are compared as text, as CloudFormation does: a Number parameter equals 0 and "0".
 */
function evaluateCondition(expression: unknown, path: Path, scope: Scope): Outcome {
  const wrong = (expected: string, received: unknown, at = path): undefined => {
    scope.problem(at, `Expected ${expected} but received ${show(received)}`);
    return undefined;
  };
  const entries = typeof expression === 'object' && expression !== null ? Object.entries(expression) : [];
  const [name, argument] = entries.length === 1 ? (entries[0] as [string, unknown]) : ['', undefined];
  const at = [...path, name];
  if (name === 'Condition')
    return typeof argument === 'string'
      ? scope.condition(argument, at)
      : wrong('the name of a condition', argument, at);
  const arity = ARITY[name];
  if (!arity) return wrong('Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition', expression);
  if (!Array.isArray(argument) || argument.length < arity[0] || argument.length > arity[1])
    return wrong(`${arity[0] === arity[1] ? arity[0] : arity.join(' to ')} arguments for ${name}`, argument, at);
  if (name === 'Fn::Equals') {
    const [left, right] = argument.map((side, index) => asText(scope.resolve(side, [...at, index])));
    if (left === undefined || right === undefined) return wrong('two single values for Fn::Equals', argument, at);
    if (isUnresolved(left) || isUnresolved(right))
      return wrong('values that can be known for Fn::Equals', argument, at);
    return left === right;
  }
  const outcomes = argument.map((part, index) => evaluateCondition(part, [...at, index], scope));
  if (name === 'Fn::Not') return not(outcomes[0]);
  return name === 'Fn::And' ? and(outcomes) : not(and(outcomes.map(not)));
}

/** A scope, and what it gathers while values are resolved in it. */
type Resolver = {
  scope: Scope;
  problems(): Problem[];
  references: Map<string, Set<string>>;
  /** Runs something, and says what happened meanwhile. */
  traced<T>(run: () => T): Trace & { result: T };
};

/** For each map or list that was made: its path in the template, and for a list which items were kept. */
const origins = new WeakMap<object, { path: Path; kept?: readonly number[] }>();

/** Where in the template an entry of a resolved map or list comes from; undefined for what was not made of one. */
export function originOf(value: object, key: string | number): Path | undefined {
  const origin = origins.get(value);
  if (!origin || !Object.hasOwn(value, key)) return undefined;
  return [...origin.path, origin.kept?.[Number(key)] ?? key];
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function createResolver(template: Template, settings: Settings): Resolver {
  const parameters = parameterValues(template, settings.parameters);
  const problems = new Map<string, Problem>();
  const references = new Map<string, Set<string>>();
  const outcomes = new Map<string, boolean | undefined>();
  const underWay = new Set<string | object>();
  let trace: Trace | undefined;

  function problem(path: Path, message: string): string {
    problems.set(JSON.stringify([path, message]), { path: [...path], message }); // once, however often it is looked at
    trace?.problems.push({ path: [...path], message });
    return unresolved(showPath(path));
  }

  /** Runs once at a time for a key: a value that needs itself is a problem. */
  function guarded<T>(key: string | object, run: () => T, otherwise: () => T): T {
    if (underWay.has(key)) return otherwise();
    underWay.add(key);
    const result = run();
    underWay.delete(key);
    return result;
  }

  function condition(name: string, path: Path): boolean | undefined {
    const conditions = template.Conditions ?? {};
    if (!Object.hasOwn(conditions, name)) {
      problem(path, `Expected a condition of the template but received ${name}`);
      return undefined;
    }
    const circular = () => {
      problem(['Conditions', name], `Expected condition ${name} not to depend on itself`);
      return undefined;
    };
    const evaluate = () => evaluateCondition(conditions[name], ['Conditions', name], scope);
    return remembered(outcomes, name, () => guarded(`condition ${name}`, evaluate, circular));
  }

  function resolve(value: unknown, path: Path): unknown {
    if (value === null) return problem(path, `Expected a value at ${showPath(path)} but received null`);
    if (!isMap(value)) return known(value, path);
    const keys = Object.keys(value);
    const name = keys.find((key) => key === 'Ref' || key.startsWith('Fn::'));
    return name !== undefined && (keys.length === 1 || name !== 'Ref')
      ? call(name, value, path)
      : Array.isArray(value)
        ? items(value, path)
        : entries(value, path);
  }

  /** Text that CloudFormation replaces at deployment stays as it is, and is a problem. */
  function known(value: unknown, path: Path): unknown {
    if (typeof value === 'string' && value.includes(DYNAMIC_REFERENCE))
      problem(path, `Expected a value that can be known but received the dynamic reference ${value}`);
    return value;
  }

  function call(name: string, value: Record<string, unknown>, path: Path): unknown {
    const at = [...path, name];
    const intrinsic = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
    if (name.startsWith('Fn::ForEach')) return problem(at, `Expected ${name} to be expanded but that is not done here`);
    if (Object.keys(value).length > 1)
      return problem(at, `Expected ${name} to stand alone but it has other keys beside it`);
    if (!intrinsic) return problem(at, `Expected a known intrinsic function but received ${name}`);
    const circular = () => problem(at, `Expected ${showPath(path)} not to depend on itself`);
    return known(
      guarded(value, () => intrinsic(value[name], at, scope), circular),
      path,
    );
  }

  function entries(value: Record<string, unknown>, path: Path): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(value)) {
      const resolved = resolve(entry, [...path, key]);
      if (resolved !== NO_VALUE) result[key] = resolved;
    }
    origins.set(result, { path });
    return result;
  }

  function items(value: unknown[], path: Path): unknown[] {
    const kept: number[] = [];
    const result: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const resolved = resolve(item, [...path, index]);
      if (resolved === NO_VALUE) continue;
      kept.push(index);
      result.push(resolved);
    }
    origins.set(result, { path, kept });
    return result;
  }

  function depends(path: Path, logicalId: string): void {
    const [section, from] = path;
    if (section !== 'Resources' || typeof from !== 'string') return;
    remembered(references, from, () => new Set()).add(logicalId);
    trace?.depends.push([from, logicalId]);
  }

  function resource(logicalId: string): TemplateResource | undefined {
    const found = resourceIn(template, logicalId);
    trace?.looked.set(logicalId, found);
    return found;
  }

  function traced<T>(run: () => T): Trace & { result: T } {
    const own: Trace = { looked: new Map(), problems: [], depends: [] };
    trace = own;
    const result = run();
    trace = undefined;
    return { ...own, result };
  }

  for (const { path, message } of parameters.problems) problem(path, message);
  const scope: Scope = {
    template,
    settings,
    parameters: parameters.values,
    problem,
    resolve,
    condition,
    depends,
    resource,
  };
  return { scope, problems: () => [...problems.values()], references, traced };
}
