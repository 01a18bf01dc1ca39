import { effectiveParameters } from '../src/template/parameters.ts';
import type { Template } from '../src/template/template.ts';
import { placeholder } from './placeholder.ts';
import { mapOf } from './values.ts';
import { functionIn, nodesIn } from './walk.ts';

/** Parameter and literal of each comparison in the conditions of a template. */
const comparisons = ({ Conditions }: Template): [string, string][] =>
  [...nodesIn(Conditions)].flatMap(({ value }): [string, string][] => {
    const called = functionIn(value);
    if (called?.name !== 'Fn::Equals' || !Array.isArray(called.argument)) return [];
    const [left, right] = called.argument;
    const { Ref } = mapOf(left);
    return typeof Ref === 'string' && typeof right !== 'object' ? [[Ref, String(right)]] : [];
  });

/** Values of parameters under which the conditions come out the other way than under the defaults, where they can. */
export function otherBranches(template: Template): Record<string, string> {
  const declared = template.Parameters ?? {};
  const usual = effectiveParameters(declared, {});
  const others = comparisons(template).flatMap(([name, literal]) => {
    const parameter = declared[name];
    const value = parameter && usual[name] === literal ? placeholder(name, parameter, literal) : literal;
    return parameter && value !== undefined ? [[name, value]] : [];
  });
  return Object.fromEntries(others);
}
