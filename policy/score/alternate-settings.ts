import { effectiveParameters } from '../../src/aws/cloudformation/parameters.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { brokenRelations } from '../../src/pipeline/relations.ts';
import { placeholder } from '../engine/placeholder.ts';
import { mapOf } from '../engine/values.ts';
import { functionIn, nodesIn } from '../engine/walk.ts';

/** Parameter and literal of each comparison in the conditions of a template. */
const comparisonsIn = (node: unknown): [string, string][] =>
  nodesIn(node).flatMap(({ value }): [string, string][] => {
    const called = functionIn(value);
    if (called?.name !== 'Fn::Equals' || !Array.isArray(called.argument)) return [];
    const [left, right] = called.argument;
    const { Ref } = mapOf(left);
    return typeof Ref === 'string' && typeof right !== 'object' ? [[Ref, String(right)]] : [];
  });

/** Comparisons of which a condition needs several: one of them alone decides while the others are as by default. */
const joined = (conditions: unknown): [string, string][] =>
  nodesIn(conditions).flatMap(({ value }) =>
    ['Fn::And', 'Fn::Or'].includes(functionIn(value)?.name ?? '') ? comparisonsIn(value) : [],
  );

/**
 * Sets of parameters that together give each condition the value that it does not have with the defaults, where it can
 * have it. One set for all whose values agree, and one more for each that does not agree with the others, or that a
 * condition joins with others.
 */
export function alternateSettings(template: Template): Record<string, string>[] {
  const declared = template.Parameters ?? {};
  const usual = effectiveParameters(declared, {});
  const other = ([name, literal]: [string, string]): [string, string][] => {
    const parameter = declared[name];
    const value = parameter && usual[name] === literal ? placeholder(name, parameter, literal) : literal;
    return parameter && value !== undefined ? [[name, value]] : [];
  };
  const others = comparisonsIn(template.Conditions).flatMap(other);
  const agree = (values: Record<string, string>): boolean => brokenRelations({ ...usual, ...values }).length === 0;
  const together: Record<string, string> = {};
  const apart: Record<string, string>[] = [];
  for (const [name, value] of others) {
    const isFree = together[name] === undefined || together[name] === value;
    if (isFree && agree({ ...together, [name]: value })) together[name] = value;
    else if (agree({ [name]: value })) apart.push({ [name]: value });
  }
  const alone = new Map(joined(template.Conditions).flatMap(other));
  for (const [name, value] of alone) if (agree({ [name]: value })) apart.push({ [name]: value });
  return [together, ...apart].filter((values) => Object.keys(values).length > 0);
}
