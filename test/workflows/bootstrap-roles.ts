import { attributeOf } from '../../src/aws/cloudformation/attribute-of.ts';
import { readTemplate } from '../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../src/aws/cloudformation/resolve.ts';
import { rolePolicies } from '../../src/aws/iam/attached-policies.ts';
import { commonContext } from '../../src/aws/iam/call.ts';
import { evaluate } from '../../src/aws/iam/evaluate.ts';
import { createLedger } from '../../src/aws/iam/grants.ts';
import { type AwsCall, neededFor, type Place } from './permissions.ts';

/** What of some calls a role is denied, and what of its own grants none of them uses. */
export type Verdict = { denied: string[]; unused: string[] };

export type BootstrapRoles = {
  /** The ARN of the role that CloudFormation uses. */
  serviceRole: string;
  /** Judges the calls by the inline policies of the role. */
  judge(role: string, calls: readonly AwsCall[]): Verdict;
};

/** The roles of templates/bootstrap.yaml, as a deployment of it makes them. */
export async function bootstrapRoles(place: Place, file = 'templates/bootstrap.yaml'): Promise<BootstrapRoles> {
  const { account, region, partition } = place;
  const pseudo = {
    StackName: 'bootstrap',
    AccountId: account,
    Region: region,
    Partition: partition,
    URLSuffix: 'amazonaws.com',
    StackId: `arn:${partition}:cloudformation:${region}:${account}:stack/bootstrap/1`,
    NotificationARNs: [],
  };
  const { template } = await readTemplate(file);
  const parameters = {
    EnvironmentName: 'staging',
    PipelineStackName: place.stack,
    GitHubOwner: 'octo-org',
    GitHubOwnerId: '1',
    GitHubRepository: 'images',
    GitHubRepositoryId: '2',
  };
  const resolved = resolveTemplate(template, { parameters, pseudo });
  const roleOf = (id: string) => {
    const role = resolved.resources[id];
    if (!role) throw new Error(`Expected ${file} to have a role ${id} but received none`);
    return role;
  };
  return {
    serviceRole: attributeOf(roleOf('ServiceRole'), 'Arn', pseudo) ?? '',
    judge(id, calls) {
      const arn = `arn:${partition}:iam::${account}:role/${id}`;
      const settings = { pseudo, roleArn: arn, functionName: '', roleTags: {}, now: () => new Date(0) };
      const identity = rolePolicies(roleOf(id), resolved, pseudo).identity.filter(
        ({ where }) => where.path?.[1] === id,
      );
      const usage = createLedger(identity, []);
      const denied = calls
        .flatMap((call) => neededFor(call, place))
        .flatMap(({ action, resource, context }) => {
          const principal = { kind: 'role', arn } as const;
          const all = { ...commonContext(true, settings), ...context };
          const decision = evaluate({ action, resource, principal, context: all }, { identity });
          if (decision.allowed) usage.record(decision.statements, action);
          return decision.allowed ? [] : [`${action} on ${resource}`];
        });
      const unused = usage.uses().filter((use) => use.calls === 0);
      return {
        denied: [...new Set(denied)],
        unused: unused.map(({ action, statement }) => `${statement.sid}: ${action}`),
      };
    },
  };
}
