import type { ResolvedResource } from '../../aws/cloudformation/resolve.ts';
import { ACTS, SUPPORT, type TypeSupport } from './support.ts';

/** What a resource, or one of its properties, does in the local run. `isUnknown`: nothing, and not on purpose. */
export type SupportNote = { resource: ResolvedResource; property?: string; reason?: string; isUnknown?: true };

const UNKNOWN = 'the local run does not know it';

/** Types of which every property decides who may do what, or where a message goes. */
const STRICT_TYPES = [
  'AWS::EC2::VPCEndpoint',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
];

/** Properties of other types that do. */
const STRICT_PROPERTIES = /^(?:NotificationConfiguration\.|Redrive|FifoQueue|VpcConfig\.|DeadLetterConfig)/;

const isStrict = ({ Type }: ResolvedResource, property: string): boolean =>
  STRICT_TYPES.includes(Type) || STRICT_PROPERTIES.test(property);

const children = (value: unknown): [string, unknown][] => {
  if (Array.isArray(value)) return value.flatMap(children);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
};

/** Walks the properties down to where the table speaks of them. */
function* walk(
  resource: ResolvedResource,
  value: unknown,
  support: Exclude<TypeSupport, string>,
  path = '',
): Generator<SupportNote | string> {
  for (const [name, child] of children(value)) {
    const property = path === '' ? name : `${path}.${name}`;
    const effect = support[property];
    if (effect !== undefined) yield { resource, property, ...(effect === ACTS ? {} : { reason: effect }) };
    else if (Object.keys(support).some((known) => known.startsWith(`${property}.`))) {
      yield* walk(resource, child, support, property);
    } else if (!isStrict(resource, property)) yield { resource, property, reason: UNKNOWN, isUnknown: true };
    else {
      yield `Expected a property of ${resource.Type} that the local run knows for ${resource.LogicalId} but received ${property}`;
    }
  }
}

/**
 * What every resource and property does in the local run. A property that it does not know is a note, and among the
 * `problems` where it changes permissions or routing: the run would then show another pipeline. So is an unknown type.
 */
export function checkSupport(resources: Record<string, ResolvedResource>): {
  notes: SupportNote[];
  problems: string[];
} {
  const notes: SupportNote[] = [];
  const problems: string[] = [];
  for (const resource of Object.values(resources)) {
    const support = SUPPORT[resource.Type];
    if (support === undefined) {
      problems.push(`Expected a type that the local run knows for ${resource.LogicalId} but received ${resource.Type}`);
    } else if (typeof support === 'string') notes.push({ resource, reason: support });
    else {
      for (const note of walk(resource, resource.Properties, support)) {
        if (typeof note === 'string') problems.push(note);
        else notes.push(note);
      }
    }
  }
  return { notes, problems };
}
