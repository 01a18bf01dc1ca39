import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import type { Path } from '../../src/aws/cloudformation/path.ts';
import { remembered } from '../../src/shared/memoize.ts';
import { ofType, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { isHidden, listOf, mapOf } from '../engine/values.ts';

/**
 * identity: what a principal may do. resource: which principals may use a resource. trust: which may assume a role.
 * endpoint: which requests pass.
 */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'endpoint';

/** A policy document in the template. `path` is below the owner's Properties. */
export type PolicyDocument = {
  owner: ResolvedResource;
  kind: PolicyKind;
  path: Path;
  document: Record<string, unknown>;
};

/** A statement, with its lists as lists. What it does not have is an empty list or map. */
export type Statement = {
  owner: ResolvedResource;
  kind: PolicyKind;
  path: Path;
  sid: string | undefined;
  allows: boolean;
  actions: string[];
  resources: string[];
  /** `*`, or kind and name: `Service s3.amazonaws.com`, `AWS 111122223333`. */
  principals: string[];
  /** Operator and key in their order, keys in lower case as IAM compares them. */
  conditions: { operator: string; key: string; values: string[] }[];
  element(name: string): unknown;
};

const at = (kind: PolicyKind, ...path: string[]) => ({ kind, path });
const INLINE = at('identity', 'Policies', '*', 'PolicyDocument');
const ATTACHED = at('identity', 'PolicyDocument');

/** Where each resource type keeps its policies; `*` stands for every item of a list. */
const PLACES: Record<string, readonly { kind: PolicyKind; path: readonly string[] }[]> = {
  'AWS::EC2::VPCEndpoint': [at('endpoint', 'PolicyDocument')],
  'AWS::ECR::Repository': [at('resource', 'RepositoryPolicyText')],
  'AWS::IAM::Group': [INLINE],
  'AWS::IAM::GroupPolicy': [ATTACHED],
  'AWS::IAM::ManagedPolicy': [ATTACHED],
  'AWS::IAM::Policy': [ATTACHED],
  'AWS::IAM::Role': [at('trust', 'AssumeRolePolicyDocument'), INLINE],
  'AWS::IAM::RolePolicy': [ATTACHED],
  'AWS::IAM::User': [INLINE],
  'AWS::IAM::UserPolicy': [ATTACHED],
  'AWS::KMS::Key': [at('resource', 'KeyPolicy')],
  'AWS::KMS::ReplicaKey': [at('resource', 'KeyPolicy')],
  'AWS::S3::AccessPoint': [at('resource', 'Policy')],
  'AWS::S3::BucketPolicy': [at('resource', 'PolicyDocument')],
  'AWS::SNS::TopicInlinePolicy': [at('resource', 'PolicyDocument')],
  'AWS::SNS::TopicPolicy': [at('resource', 'PolicyDocument')],
  'AWS::SQS::QueueInlinePolicy': [at('resource', 'PolicyDocument')],
  'AWS::SQS::QueuePolicy': [at('resource', 'PolicyDocument')],
  'AWS::SecretsManager::ResourcePolicy': [at('resource', 'ResourcePolicy')],
};

/** Some types take a policy as a map or as its JSON. What cannot be read has no statements: IAM-1 reports it. */
function readDocument(value: unknown): Record<string, unknown> {
  if (typeof value !== 'string' || isHidden(value)) return mapOf(value);
  try {
    return mapOf(JSON.parse(value));
  } catch {
    return {};
  }
}

function pathsIn(owner: ResolvedResource, path: readonly string[]): Path[] {
  const star = path.indexOf('*');
  if (star < 0) return valueAt(owner, path) === undefined ? [] : [path];
  const [before, after] = [path.slice(0, star), path.slice(star + 1)];
  const items = valueAt(owner, before);
  if (items === undefined) return [];
  return Array.isArray(items) ? items.map((_, index) => [...before, index, ...after]) : [before];
}

const findDocuments = (context: RuleContext): PolicyDocument[] =>
  ofType(context, ...Object.keys(PLACES)).flatMap((owner) =>
    (PLACES[owner.Type] ?? []).flatMap(({ kind, path: place }) =>
      pathsIn(owner, place).map((path) => ({ owner, kind, path, document: readDocument(valueAt(owner, path)) })),
    ),
  );

const documents = new WeakMap<RuleContext, PolicyDocument[]>();

/** Every policy document of the template; found once for all rules. */
export const documentsOf = (context: RuleContext): PolicyDocument[] => remembered(documents, context, findDocuments);

function principalsOf(value: unknown): string[] {
  const kinds = mapOf(value);
  return Object.keys(kinds).length === 0
    ? listOf(value).map(String)
    : Object.entries(kinds).flatMap(([kind, names]) => listOf(names).map((name) => `${kind} ${name}`));
}

const conditionsOf = (value: unknown): Statement['conditions'] =>
  Object.entries(mapOf(value)).flatMap(([operator, keys]) =>
    Object.entries(mapOf(keys)).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: listOf(values).map(String),
    })),
  );

function readStatement({ owner, kind }: PolicyDocument, path: Path, statement: Record<string, unknown>): Statement {
  return {
    owner,
    kind,
    path,
    sid: statement['Sid'] === undefined ? undefined : String(statement['Sid']),
    allows: statement['Effect'] !== 'Deny', // hidden or wrong: taken for the worse
    actions: listOf(statement['Action']).map(String),
    resources: listOf(statement['Resource']).map(String),
    principals: principalsOf(statement['Principal']),
    conditions: conditionsOf(statement['Condition']),
    element: (name) => statement[name],
  };
}

function readStatements(policy: PolicyDocument): Statement[] {
  const isText = typeof valueAt(policy.owner, policy.path) === 'string';
  const { Statement } = policy.document;
  return listOf(Statement).map((statement, index) => {
    const path = Array.isArray(Statement) ? ['Statement', index] : ['Statement'];
    return readStatement(policy, isText ? policy.path : [...policy.path, ...path], mapOf(statement));
  });
}

const statements = new WeakMap<object, Statement[]>();

/**
 * The statements of a document; those of one that is JSON in a string have the path of the string. Read once for all
 * rules, and for all templates that have the same resource.
 */
export const statementsIn = (policy: PolicyDocument): readonly Statement[] =>
  remembered(statements, policy.document, () => readStatements(policy));

/** Every statement of every policy of the given kinds. */
export const statementsOf = (context: RuleContext, ...kinds: readonly PolicyKind[]): Statement[] =>
  documentsOf(context)
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(statementsIn);

/** The values that a condition of this operator and key allows; undefined when there is no such condition. */
export const conditionValues = (
  { conditions }: Statement,
  operators: readonly string[],
  key: string,
): string[] | undefined =>
  conditions.find((condition) => condition.key === key.toLowerCase() && operators.includes(condition.operator))?.values;
