import type { Path } from '../../src/aws/cloudformation/path.ts';
import type { ResolvedResource } from '../../src/aws/cloudformation/resolve.ts';
import { createResolver } from '../../src/aws/cloudformation/resolver.ts';
import type { Scope } from '../../src/aws/cloudformation/scope.ts';
import { remembered } from '../../src/shared/memoize.ts';
import type { Finding, RuleContext } from './rule.ts';
import { isUnknowable, show, type Value } from './values.ts';

/**
 * What is at a path in the properties of a resource: undefined where there is nothing, and unknowable where it, or
 * something above it, is known only at deployment.
 */
export function valueAt(resource: ResolvedResource, path: Path): Value {
  let value: unknown = resource.Properties;
  for (const step of path) {
    if (isUnknowable(value)) return value;
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  }
  return value as Value;
}

/** The end of a path that a resource does not have: `ScalingConfig.MaximumConcurrency`. */
function missingPart(resource: ResolvedResource, path: Path): string {
  const length = path.findIndex((_, index) => valueAt(resource, path.slice(0, index + 1)) === undefined);
  return length < 0 ? '' : path.slice(length).join('.');
}

/** A finding at a path in the properties of a resource, or at the nearest parent that the template has. */
export function findingAt(
  context: RuleContext,
  resource: ResolvedResource,
  path: Path,
  expected: string,
  received: unknown = valueAt(resource, path),
): Finding {
  const missing = missingPart(resource, path);
  return {
    path: context.resolved.originOf(['Resources', resource.LogicalId, 'Properties', ...path]),
    expected: expected.includes(String(path.at(-1))) || missing === '' ? expected : `${missing}: ${expected}`,
    received: show(received),
  };
}

/** No finding where a property holds what it should; `holds` gets undefined for what is absent. */
export const expectAt = (
  context: RuleContext,
  resource: ResolvedResource,
  path: Path,
  expected: string,
  holds: (value: Value) => boolean,
): Finding[] => (holds(valueAt(resource, path)) ? [] : [findingAt(context, resource, path, expected)]);

type Attributes = { scope: Scope; known: Map<string, unknown> };

/** Rules ask for the same names again and again, of a template that does not change meanwhile. */
const attributes = new WeakMap<RuleContext, Attributes>();

function attributeOf(context: RuleContext, { LogicalId }: ResolvedResource, attribute: string): unknown {
  const { scope, known } = remembered(attributes, context, ({ template, settings }) => ({
    scope: createResolver(template, settings).scope,
    known: new Map(),
  }));
  return remembered(known, `${LogicalId}.${attribute}`, () => {
    const value = attribute === 'Ref' ? { Ref: LogicalId } : { 'Fn::GetAtt': [LogicalId, attribute] };
    return scope.resolve(value, ['Resources', LogicalId, 'Properties']);
  });
}

/** What a Ref to the resource gives: a bucket's or function's name, a queue's URL, a topic's ARN. */
export const refOf = (context: RuleContext, resource: ResolvedResource): string =>
  String(attributeOf(context, resource, 'Ref'));

export const arnOf = (context: RuleContext, resource: ResolvedResource): string =>
  String(attributeOf(context, resource, resource.Type === 'AWS::SNS::Topic' ? 'TopicArn' : 'Arn'));

const byType = new WeakMap<RuleContext, Map<string, ResolvedResource[]>>();

/** The active resources of these types, in the order of the template; found once for all rules. */
export function ofType(context: RuleContext, ...types: readonly string[]): readonly ResolvedResource[] {
  const known = remembered(byType, context, () => new Map());
  return remembered(known, types.join(), () =>
    Object.values(context.resolved.resources).filter((resource) => types.includes(resource.Type)),
  );
}
