import type { Template } from '../aws/cloudformation/template.ts';
import { differences } from './differences.ts';
import { say, several, type Words } from './words.ts';

const NAMED = ['Outputs', 'Conditions', 'Mappings', 'Rules', 'Metadata'] as const;
const WHOLE = ['AWSTemplateFormatVersion', 'Description', 'Transform'] as const;

/** Changes outside of resources and parameters: by section, the names that are new, gone or not the same. */
export function otherChanges(before: Template, after: Template): Words[] {
  const named = NAMED.flatMap((section): Words[] => {
    const [old, now]: Record<string, unknown>[] = [before[section] ?? {}, after[section] ?? {}];
    if (!old || !now) return [];
    const added = Object.keys(now).filter((name) => !Object.hasOwn(old, name));
    const gone = Object.keys(old).filter((name) => !Object.hasOwn(now, name));
    const changed = Object.keys(now).filter(
      (name) => Object.hasOwn(old, name) && differences(old[name], now[name]).length > 0,
    );
    return [
      ...(gone.length > 0 ? [say`${section} gone: ${several(gone)}`] : []),
      ...(added.length > 0 ? [say`${section} new: ${several(added)}`] : []),
      ...(changed.length > 0 ? [say`${section} changed: ${several(changed)}`] : []),
    ];
  });
  const whole = WHOLE.filter((section) => differences(before[section], after[section]).length > 0);
  return [...named, ...whole.map((section) => say`${section} changed`)];
}
