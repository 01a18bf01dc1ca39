import { effectiveParameters } from '../src/template/parameters.ts';
import { brokenRelations } from '../src/template/relations.ts';
import type { Template } from '../src/template/template.ts';
import { placeholder } from './placeholder.ts';
import { mapOf } from './values.ts';
import { functionIn, nodesIn } from './walk.ts';

/** Parameter and literal of each comparison in the conditions of a template. */
const comparisons = ({ Conditions }: Template): [string, string][] =>
  nodesIn(Conditions).flatMap(({ value }): [string, string][] => {
    const called = functionIn(value);
    if (called?.name !== 'Fn::Equals' || !Array.isArray(called.argument)) return [];
    const [left, right] = called.argument;
    const { Ref } = mapOf(left);
    return typeof Ref === 'string' && typeof right !== 'object' ? [[Ref, String(right)]] : [];
  });

/**
 * Sets of parameters under which, taken together, each condition comes out the other way than under the defaults, where
 * it can. One set for all whose values agree, and one more for each that does not agree with the others.
 */
export function otherBranches(template: Template): Record<string, string>[] {
  const declared = template.Parameters ?? {};
  const usual = effectiveParameters(declared, {});
  const others = comparisons(template).flatMap(([name, literal]): [string, string][] => {
    const parameter = declared[name];
    const value = parameter && usual[name] === literal ? placeholder(name, parameter, literal) : literal;
    return parameter && value !== undefined ? [[name, value]] : [];
  });
  const agree = (values: Record<string, string>): boolean => brokenRelations({ ...usual, ...values }).length === 0;
  const together: Record<string, string> = {};
  const apart: Record<string, string>[] = [];
  for (const [name, value] of others) {
    if (agree({ ...together, [name]: value })) together[name] = value;
    else if (agree({ [name]: value })) apart.push({ [name]: value });
  }
  return [together, ...apart].filter((values) => Object.keys(values).length > 0);
}
