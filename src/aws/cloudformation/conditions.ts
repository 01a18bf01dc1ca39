import type { Path } from './path.ts';
import { asText, type Scope, show } from './scope.ts';
import { isUnresolved } from './unresolved.ts';

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
export function evaluateCondition(expression: unknown, path: Path, scope: Scope): Outcome {
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
