import type { Template } from '../../src/aws/cloudformation/template.ts';

type Change = (template: Template) => void;
type Node = Record<string, unknown> | unknown[];

/** Stands for a value that the template alone does not say. */
export const HIDDEN = { 'Fn::ImportValue': 'decided-elsewhere' };

/** Where a statement with this Sid stands, in a list of statements; the step itself anywhere else. */
function indexOf(node: unknown, step: string): string {
  if (!Array.isArray(node) || /^[0-9]+$/.test(step)) return step;
  return String(node.findIndex((item) => (item as { Sid?: unknown })?.Sid === step));
}

/**
 * The node above the last step of `UploadBucket.Properties.VersioningConfiguration.Status`, and that step. A path
 * begins at a logical id, or at `Parameters`; a step into a list is an index, or the Sid of a statement. Throws where the template has no such node, so that no mutant goes stale
 * unseen.
 */
function parentOf(template: Template, path: string): [Node, string] {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let node: unknown = steps[0] === 'Parameters' ? template : template.Resources;
  for (const step of steps) {
    node = (node as Record<string, unknown>)[indexOf(node, step)];
    if (typeof node !== 'object' || node === null) throw new Error(`Expected ${path} in the template but not ${step}`);
  }
  return [node as Node, indexOf(node, last)];
}

/** Puts a value at a path whose parent exists; over what is there, if anything. */
export const set =
  (path: string, value: unknown): Change =>
  (template) => {
    const [parent, step] = parentOf(template, path);
    (parent as Record<string, unknown>)[step] = structuredClone(value);
  };

/** Takes away what is at a path; throws where there is nothing. */
export const remove =
  (path: string): Change =>
  (template) => {
    const [parent, step] = parentOf(template, path);
    if (!(step in parent)) throw new Error(`Expected ${path} in the template but it is not there`);
    if (Array.isArray(parent)) parent.splice(Number(step), 1);
    else delete parent[step];
  };

/** Replaces text at a path, in what `Fn::Sub` is given where it stands there. Throws where there is no such text. */
export const replace =
  (path: string, from: string | RegExp, to: string): Change =>
  (template) => {
    const [parent, step] = parentOf(template, path);
    const owner = parent as Record<string, unknown>;
    const given = (owner[step] as { 'Fn::Sub'?: unknown })['Fn::Sub'];
    const [text, ...variables] = [given ?? owner[step]].flat();
    const changed = String(text).replace(from, to);
    if (changed === text) throw new Error(`Expected ${from} in ${path} but it is not there`);
    const value = variables.length > 0 ? [changed, ...variables] : changed;
    owner[step] = given === undefined ? value : { 'Fn::Sub': value };
  };

/** Puts an item at the end of the list at a path; a single value becomes a list first. */
export const append =
  (path: string, item: unknown): Change =>
  (template) => {
    const [parent, step] = parentOf(template, path);
    const owner = parent as Record<string, unknown>;
    owner[step] = [owner[step]].flat().concat([structuredClone(item)]);
  };

/** Puts a value there that cannot be known from the template alone. */
export const hide = (path: string): Change => set(path, HIDDEN);

export const addResource = (logicalId: string, Type: string, Properties: Record<string, unknown> = {}): Change =>
  set(logicalId, { Type, Properties });

export const all =
  (...changes: readonly Change[]): Change =>
  (template) => {
    for (const change of changes) change(template);
  };
