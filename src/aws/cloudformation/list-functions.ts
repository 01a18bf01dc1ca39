import { cidrBlocks } from './cidr.ts';
import { type Intrinsic, ofList, wrong } from './intrinsic.ts';
import { asText } from './scope.ts';
import { isUnresolved } from './unresolved.ts';

/** Fn::Join */
export const join = ofList(2, 2, ([delimiter, items], path, scope) => {
  if (typeof delimiter !== 'string') return wrong(path, scope, 'a delimiter that is text', delimiter);
  if (!Array.isArray(items)) return wrong(path, scope, 'a list', items);
  const texts = items.map(asText);
  return texts.includes(undefined) ? wrong(path, scope, 'a list of single values', items) : texts.join(delimiter);
});

/** Fn::Split */
export const split = ofList(2, 2, ([delimiter, text], path, scope) => {
  if (typeof delimiter !== 'string' || delimiter === '')
    return wrong(path, scope, 'a delimiter that is text', delimiter);
  return typeof text === 'string' ? text.split(delimiter) : wrong(path, scope, 'text', text);
});

/** Fn::Select; an index outside the list is a problem. */
export const select = ofList(2, 2, ([index, items], path, scope) => {
  if (!Array.isArray(items)) return wrong(path, scope, 'a list', items);
  const at = Number(asText(index) || Number.NaN);
  if (Number.isInteger(at) && at >= 0 && at < items.length) return items[at];
  return wrong(path, scope, `an index from 0 to ${items.length - 1}`, index);
});

/** Fn::Cidr of IPv4 blocks. */
export const cidr = ofList(3, 3, ([block, count, bits], path, scope) => {
  const blocks = cidrBlocks(String(asText(block)), Number(asText(count)), Number(asText(bits)));
  return typeof blocks === 'string' ? scope.problem(path, `Expected ${blocks}`) : blocks;
});

/** Fn::Length */
export const length: Intrinsic = (argument, path, scope) => {
  const items = scope.resolve(argument, path);
  if (isUnresolved(items)) return items;
  return Array.isArray(items) ? items.length : wrong(path, scope, 'a list', items);
};
