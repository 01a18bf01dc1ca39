import { attributeOf } from '../cloudformation/attribute-of.ts';
import type { Pseudo, Resolved, ResolvedResource } from '../cloudformation/resolve.ts';
import { isAction } from './actions.ts';
import { assumeRole, resourcePolicies, rolePolicies, targetOf } from './attached-policies.ts';
import { type Call, type CallSettings, requestOf } from './call.ts';
import { type Decision, evaluate } from './evaluate.ts';
import { createLedger, type Grant, type GrantUse } from './grants.ts';
import { leavingActions, type Need, needsOf, platformActions } from './needs.ts';
import { networkOf, type Route } from './network.ts';
import type { Policies } from './policies.ts';
import { parsePolicy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { functionOf, roleOf } from './stack-resources.ts';

/** Answers calls as the policies of a template would. */
export type Authorizer = {
  /** Throws PolicyError for a call that is none of AWS, or on which the policies ask for what is not known here. */
  authorize(call: Call): Decision;
  /** What Lambda itself has to do for the function and is not allowed to: the deployment or the function would fail. */
  unmetNeeds(): (Need & { decision: Decision })[];
  /** What the policies of the role, the buckets, the queues and the endpoints grant, with the calls that used it. */
  uses(): GrantUse[];
  /** Grants that no call used and that Lambda itself does not need. */
  unusedGrants(): Grant[];
};

const INTERNET: Route = { kind: 'internet' };

const UPLOADER = parsePolicy(
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  { kind: 'identity', owner: 'uploader', name: 'everything' },
);

const tagsOf = (tags: unknown): Record<string, string> =>
  Object.fromEntries(
    ([tags ?? []].flat() as { Key?: unknown; Value?: unknown }[]).map(({ Key, Value }) => [
      `aws:PrincipalTag/${Key}`,
      String(Value),
    ]),
  );

const noWay = ({ LogicalId }: ResolvedResource, service: string, { action, resourceArn }: Call): Decision => ({
  allowed: false,
  reason: 'no route leads to the service',
  statements: [],
  missing: `No endpoint and no route lead ${LogicalId} to ${service} for ${action} on ${resourceArn}`,
});

/**
 * Collects the policies of a resolved template around its one function: those of the role, of buckets and queues, and
 * of the endpoints of the function's network. Throws PolicyError for a template whose policies cannot be told.
 */
export function authorizerOf(resolved: Resolved, pseudo: Pseudo, now: () => Date = () => new Date()): Authorizer {
  const lambda = functionOf(resolved);
  const role = roleOf(lambda, resolved, pseudo);
  const { identity, boundary, trust } = rolePolicies(role, resolved, pseudo);
  const resources = resourcePolicies(resolved, pseudo);
  const { routeTo, endpoints } = networkOf(lambda, resolved, pseudo);
  const settings: CallSettings = {
    pseudo,
    roleArn: attributeOf(role, 'Arn', pseudo) ?? '',
    functionName: attributeOf(lambda, 'Ref', pseudo) ?? '',
    roleTags: tagsOf(role.Properties['Tags']),
    now,
  };
  const usage = createLedger(
    [...identity, ...resources.values(), ...endpoints],
    [...platformActions(lambda, settings), ...leavingActions(lambda)],
  );
  const ofCaller: Record<Call['principal'], Policies> = {
    function: { identity, ...(boundary && { boundary }) },
    poller: { identity, ...(boundary && { boundary }) },
    s3: { identity: [] },
    uploader: { identity: [UPLOADER] },
  };

  function decide(call: Call): Decision {
    if (!isAction(call.action)) throw new PolicyError(`Expected an action of AWS but received ${call.action}`);
    const isLambda = call.principal === 'function' || call.principal === 'poller';
    const assumed = isLambda ? assumeRole(trust, settings) : undefined;
    if (assumed?.allowed === false) return assumed;

    const service = call.action.split(':')[0]?.toLowerCase() ?? '';
    const route = call.principal === 'function' ? routeTo(service) : INTERNET;
    if (route.kind === 'none') return noWay(lambda, service, call);

    const resource = resources.get(targetOf(call.resourceArn));
    const endpoint = route.kind === 'endpoint' ? route.endpoint : undefined;
    const policies = { ...ofCaller[call.principal], ...(resource && { resource }), ...(endpoint && { endpoint }) };
    return evaluate(requestOf(call, route, settings), policies);
  }

  return {
    authorize(call) {
      const decision = decide(call);
      if (decision.allowed) usage.record(decision.statements, call.action);
      return decision;
    },
    unmetNeeds: () =>
      needsOf(lambda, resolved, settings)
        .map((need) => ({ ...need, decision: decide(need.call) }))
        .filter(({ decision }) => !decision.allowed),
    uses: usage.uses,
    unusedGrants: () =>
      usage
        .uses()
        .filter(({ calls, platform }) => calls === 0 && !platform)
        .map(({ statement, action }) => ({ statement, action })),
  };
}
