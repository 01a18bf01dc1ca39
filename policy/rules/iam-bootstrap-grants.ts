import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { remembered } from '../../src/shared/memoize.ts';
import { findingAt } from '../engine/deployed.ts';
import { append, remove, set } from '../engine/mutate.ts';
import { type Finding, notApplicable, type Rule, type RuleContext } from '../engine/rule.ts';
import { bootstrapOf } from '../facts/bootstrap.ts';
import { bootstrapGrants, type GrantedPart } from '../facts/bootstrap-grants.ts';
import { rolePolicies } from '../facts/role-policies.ts';
import type { Grant } from '../facts/service-role-grants.ts';
import { type Statement, statementsIn, statementsOf } from '../facts/statements.ts';

const FILE = 'bootstrap.yaml';

/** Actions by condition and resource: there are thousands of grants, too many to put their parts together for each. */
type Index = Map<string, Map<string, Set<string>>>;

function actionsIn(index: Index, condition: string, resource: string): Set<string> {
  const resources = remembered(index, condition, () => new Map());
  return remembered(resources, resource, () => new Set());
}

const includes = (index: Index, { action, resource, condition }: Grant): boolean =>
  index.get(condition)?.get(resource)?.has(action) === true;

const conditionOf = ({ conditions }: Statement): string =>
  conditions.map(({ operator, key, values }) => `${operator} ${key} ${values.join()}`).join(' and ');

/** What the statements allow. */
function indexHeld(statements: readonly Statement[]): Index {
  const index: Index = new Map();
  for (const statement of statements)
    for (const resource of statement.resources) {
      const actions = actionsIn(index, conditionOf(statement), resource);
      for (const action of statement.actions) actions.add(action);
    }
  return index;
}

function indexWanted(grants: readonly Grant[]): Index {
  const index: Index = new Map();
  for (const { action, resource, condition } of grants) actionsIn(index, condition, resource).add(action);
  return index;
}

/** Of what is wanted, made once for each list. */
const indexes = new WeakMap<readonly Grant[], Index>();

/** The first grant of a statement that is not among these. */
function firstBeyond(index: Index, statement: Statement): Grant | undefined {
  const condition = conditionOf(statement);
  for (const action of statement.actions)
    for (const resource of statement.resources)
      if (!includes(index, { action, resource, condition })) return { action, resource, condition };
  return undefined;
}

const show = ({ action, resource, condition }: Grant): string =>
  `${action} on ${resource}${condition && ` where ${condition}`}`;

/** Of a role all policies that are attached; of the boundary, which is attached nowhere here, its own. */
function statementsFor(context: RuleContext, resource: ResolvedResource): Statement[] {
  return resource.Type === 'AWS::IAM::Role'
    ? rolePolicies(context, resource).flatMap(statementsIn)
    : statementsOf(context, 'identity').filter(({ owner }) => owner === resource);
}

function differences(context: RuleContext, resource: ResolvedResource, wanted: readonly Grant[]): Finding[] {
  const statements = statementsFor(context, resource);
  const allowing = statements.filter(({ allows }) => allows);
  const [held, needed] = [indexHeld(allowing), remembered(indexes, wanted, indexWanted)];
  const missing = wanted.find((grant) => !includes(held, grant));
  const [beyond] = allowing.flatMap((statement) => {
    const grant = firstBeyond(needed, statement);
    return grant ? [{ ...statement, grant }] : [];
  });
  const denied = statements.find(({ allows }) => !allows);
  return [
    ...(missing ? [findingAt(context, resource, [], `an Allow of ${show(missing)}`, 'no such grant')] : []),
    ...(beyond
      ? [findingAt(context, beyond.owner, beyond.path, 'what this role needs alone', show(beyond.grant))]
      : []),
    ...(denied ? [findingAt(context, denied.owner, denied.path, 'grants alone', 'a Deny')] : []),
  ];
}

const OF_REVIEW = 'ReviewRole.Properties.Policies.0.PolicyDocument.Statement';
const OF_PIPELINE = 'ChangePipelinePolicy.Properties.PolicyDocument.Statement';

export const iamBootstrapGrants: Rule = {
  id: 'IAM-16',
  title: 'Each role between a pull request and the stack holds exactly what its step needs',
  why: 'A role that is too wide lets a pull request reach production, or CloudFormation make a role that can do more than the function may. One that is too narrow fails in the middle of a deployment.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html',
    controls: ['CIS 1.16', 'Well-Architected SEC03-BP02', 'Well-Architected SEC03-BP05'],
  },
  check(context) {
    const bootstrap = bootstrapOf(context);
    if (!bootstrap) return notApplicable;
    return Object.entries(bootstrapGrants(context, bootstrap)).flatMap(([part, wanted]) => {
      const owner = bootstrap[part as GrantedPart];
      return owner ? differences(context, owner, wanted) : []; // STACK-12 misses it
    });
  },
  mutants: [
    {
      title: 'a pull request may execute change sets',
      kind: 'boundary',
      file: FILE,
      mutate: append(`${OF_REVIEW}.1.Action`, 'cloudformation:ExecuteChangeSet'),
    },
    {
      title: 'a pull request may delete the change sets of main',
      kind: 'absent',
      file: FILE,
      mutate: remove(`${OF_REVIEW}.1.Condition`),
    },
    {
      title: 'CloudFormation may make roles without the boundary',
      kind: 'absent',
      file: FILE,
      mutate: remove(`${OF_PIPELINE}.ChangeBoundedRole.Condition`),
    },
    {
      title: 'CloudFormation may not make a queue',
      kind: 'single',
      file: FILE,
      mutate: remove(`${OF_PIPELINE}.ChangeQueue`),
    },
    {
      title: 'the boundary leaves the function less than its role has',
      kind: 'single',
      file: FILE,
      mutate: remove('PermissionsBoundary.Properties.PolicyDocument.Statement.1'),
    },
    {
      title: 'the service role has one policy less',
      kind: 'related',
      file: FILE,
      mutate: remove('ServiceRole.Properties.ManagedPolicyArns.2'),
    },
    {
      title: 'a statement of the deploying role denies',
      kind: 'hidden',
      file: FILE,
      mutate: set('DeployRole.Properties.Policies.0.PolicyDocument.Statement.0.Effect', 'Deny'),
    },
  ],
};
