import type { ResolvedResource } from './attribute-of.ts';
import { type Memory, recall } from './memory.ts';
import type { Path } from './path.ts';
import { createResolver, originOf } from './resolver.ts';
import { NO_VALUE, type Problem, type Scope, type Settings } from './scope.ts';
import type { Template, TemplateResource } from './template.ts';

export type { ResolvedResource } from './attribute-of.ts';
export type { Problem, Pseudo, Settings } from './scope.ts';

/** A template under given parameters, its active resources and outputs. What could not be resolved is in `problems`. */
export type Resolved = {
  /** Without those that have no known value. */
  parameters: Record<string, string | string[]>;
  /** Without those that cannot be known; a resource on such a condition is taken as active. */
  conditions: Record<string, boolean>;
  resources: Record<string, ResolvedResource>;
  outputs: Record<string, unknown>;
  problems: Problem[];
  /** The logical ids that each active resource refers to in its active branches; without DependsOn. */
  references: Record<string, string[]>;
  /**
   * Where in the template a path into `resources` comes from, list items that were left out counted: a path for lineOf.
   */
  originOf(path: Path): Path;
};

function resolveResource(logicalId: string, resource: TemplateResource, scope: Scope): ResolvedResource {
  const path = ['Resources', logicalId];
  const part = (name: 'Properties' | 'Metadata' | 'DeletionPolicy' | 'UpdateReplacePolicy'): unknown => {
    const value = resource[name] === undefined ? NO_VALUE : scope.resolve(resource[name], [...path, name]);
    return value === NO_VALUE ? undefined : value;
  };
  const active = [resource.DependsOn ?? []].flat().filter((id, at) => {
    const other = typeof id === 'string' ? scope.resource(id) : undefined; // what is read may be anything
    if (!other)
      scope.problem(
        [...path, 'DependsOn', at],
        `Expected DependsOn to name a resource but received ${typeof id === 'string' ? id : JSON.stringify(id)}`,
      );
    return other && (!other.Condition || scope.condition(other.Condition, ['Resources', id, 'Condition']) !== false);
  });
  const DeletionPolicy = part('DeletionPolicy');
  const UpdateReplacePolicy = part('UpdateReplacePolicy');
  const Metadata = part('Metadata') as Record<string, unknown> | undefined;
  return {
    LogicalId: logicalId,
    Type: resource.Type,
    Properties: (part('Properties') ?? {}) as Record<string, unknown>,
    DependsOn: active,
    ...(DeletionPolicy !== undefined && { DeletionPolicy: String(DeletionPolicy) }),
    ...(UpdateReplacePolicy !== undefined && { UpdateReplacePolicy: String(UpdateReplacePolicy) }),
    ...(Metadata && { Metadata }),
  };
}

function originIn(resources: Record<string, ResolvedResource>, path: Path): Path {
  const [section, logicalId, field, ...rest] = path;
  if (section !== 'Resources' || (field !== 'Properties' && field !== 'Metadata')) return path;
  let value: unknown = resources[String(logicalId)]?.[field];
  let origin = path.slice(0, 3);
  for (const key of rest) {
    const next = typeof value === 'object' && value !== null ? originOf(value, key) : undefined;
    if (!next) break;
    origin = [...next];
    value = (value as Record<string | number, unknown>)[key];
  }
  return origin;
}

const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';

/**
 * Resolves parameters, conditions, mappings and intrinsic functions as CloudFormation would. Never throws, never
 * guesses. With a `memory`, resources that were resolved before under the same settings are taken from there.
 */
export function resolveTemplate(template: Template, settings: Settings, memory?: Memory): Resolved {
  const { scope, problems, references, traced } = createResolver(template, settings);
  for (const transform of [template.Transform ?? []].flat())
    if (transform !== LANGUAGE_EXTENSIONS)
      scope.problem(['Transform'], `Expected a template without transforms but received ${JSON.stringify(transform)}`);

  const active = (path: Path, condition: string | undefined): boolean =>
    condition === undefined || scope.condition(condition, [...path, 'Condition']) !== false;
  /** Fn::ForEach and Fn::Transform can stand where an entry is expected. */
  const isEntry = (path: Path, name: string): boolean => {
    if (name.startsWith('Fn::'))
      scope.problem([...path, name], `Expected ${name} to be expanded but that is not done here`);
    return !name.startsWith('Fn::');
  };

  function resolveOnce(id: string, resource: TemplateResource, memory: Memory): ResolvedResource {
    const known = recall(memory, template, id);
    if (!known) {
      const { result, ...trace } = traced(() => resolveResource(id, resource, scope));
      memory.set(resource, { ...trace, template, resource: result });
      return result;
    }
    for (const { path, message } of known.problems) scope.problem(path, message);
    for (const [from, to] of known.depends) scope.depends(['Resources', from], to);
    return known.resource;
  }

  const conditions: Record<string, boolean> = {};
  for (const name of Object.keys(template.Conditions ?? {})) {
    const holds = isEntry(['Conditions'], name) ? scope.condition(name, ['Conditions', name]) : undefined;
    if (holds !== undefined) conditions[name] = holds;
  }
  const resources: Record<string, ResolvedResource> = {};
  for (const [id, resource] of Object.entries(template.Resources))
    if (isEntry(['Resources'], id) && active(['Resources', id], resource.Condition))
      resources[id] = memory ? resolveOnce(id, resource, memory) : resolveResource(id, resource, scope);
  const outputs: Record<string, unknown> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    const path = ['Outputs', name];
    if (!isEntry(['Outputs'], name) || !active(path, output.Condition)) continue;
    outputs[name] = scope.resolve(output.Value, [...path, 'Value']);
    if (output.Export) scope.resolve(output.Export, [...path, 'Export']);
  }
  return {
    parameters: scope.parameters,
    conditions,
    resources,
    outputs,
    problems: problems(),
    references: Object.fromEntries([...references].map(([id, ids]) => [id, [...ids]])),
    originOf: (path) => originIn(resources, path),
  };
}
