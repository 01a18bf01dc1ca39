import { effectiveParameters } from '../aws/cloudformation/parameters.ts';
import { asText } from '../aws/cloudformation/scope.ts';
import type { Template } from '../aws/cloudformation/template.ts';
import { CHOICES, choiceNames, statedChoices } from '../pipeline/choices.ts';
import { checkDeployment, type Deployment } from '../pipeline/deployment.ts';
import { differences } from './element-changes.ts';
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

/** The value of a parameter in an environment; undefined where there is none. `unmentioned`: the file does not set it. */
type ValueChange = { parameter: string; before?: string; after?: string; unmentioned: boolean };

/** A deployment and what changed for it. `problems`: why it cannot be deployed as it is now. */
export type EnvironmentChange = {
  environment: string;
  fate: 'new' | 'changed' | 'removed';
  values: ValueChange[];
  tags: { tag: string; before?: string; after?: string }[];
  problems: string[];
};

const shown = (value: unknown): string => asText(value) ?? JSON.stringify(value) ?? 'none';

/** Choices of pipeline.config.ts that the template was made with, where they changed, and what they mean. */
export function choiceChanges(before: Template, after: Template): Words[] {
  const [old, now] = [statedChoices(before), statedChoices(after)];
  return choiceNames
    .filter((name) => old[name] !== now[name])
    .map((name) => {
      const meanings: Readonly<Record<string, string>> = CHOICES[name];
      return say`Choice ${name}: ${old[name]} → ${now[name]}. Now ${{ words: [meanings[now[name]] ?? ''] }}; for all environments`;
    });
}

/** Parameters that the template declares in another way, in words. */
export function declarationChanges(before: Template, after: Template): Words[] {
  const [old, now] = [before.Parameters ?? {}, after.Parameters ?? {}];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name): Words[] => {
    const [from, to] = [old[name], now[name]];
    if (!to) return [say`${name} is gone`];
    if (!from)
      return [
        to.Default === undefined
          ? say`${name} is new, without a default`
          : say`${name} is new, default ${shown(to.Default)}`,
      ];
    return Object.keys({ ...from, ...to })
      .filter((field) => field !== 'Description' && field !== 'ConstraintDescription')
      .map((field) => ({ field, one: from[field as keyof typeof from], other: to[field as keyof typeof to] }))
      .filter(({ one, other }) => differences({ one }, { one: other }).length > 0)
      .map(({ field, one, other }) => say`${name}: ${field} ${shown(one)} → ${shown(other)}`);
  });
}

function pairs(before: Record<string, string>, after: Record<string, string>) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key])
    .map((key) => {
      const [from, to] = [before[key], after[key]];
      return { key, ...(from !== undefined && { before: from }), ...(to !== undefined && { after: to }) };
    });
}

/** One environment of a template: effective values, defaults included. Undefined when nothing changed for it. */
export function environmentChange(
  environment: string,
  before: { template: Template; deployment: Deployment } | undefined,
  after: { template: Template; deployment: Deployment } | undefined,
): EnvironmentChange | undefined {
  const values = (side: typeof before): Record<string, string> =>
    side ? effectiveParameters(side.template.Parameters ?? {}, side.deployment.parameters) : {};
  const problems = after ? checkDeployment(after.deployment, after.template) : [];
  const fate = !before ? 'new' : !after ? 'removed' : 'changed';
  const change: EnvironmentChange = {
    environment,
    fate,
    values: after
      ? pairs(values(before), values(after)).map(({ key, ...rest }) => ({
          parameter: key,
          ...rest,
          unmentioned: !Object.hasOwn(after.deployment.parameters, key),
        }))
      : [],
    tags: after
      ? pairs(before?.deployment.tags ?? {}, after.deployment.tags).map(({ key, ...rest }) => ({ tag: key, ...rest }))
      : [],
    problems,
  };
  const isSame = fate === 'changed' && change.values.length + change.tags.length + problems.length === 0;
  return isSame ? undefined : change;
}
