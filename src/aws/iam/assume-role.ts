import { type CallSettings, commonContext, functionArn, UNKNOWN } from './call.ts';
import type { Decision } from './decision.ts';
import { evaluate } from './evaluate.ts';
import type { Policy } from './policy.ts';

/**
 * Whether Lambda may be the role of the function, without which neither its code nor the poller can do anything.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export function assumeRole(trust: Policy<'trust'>, settings: CallSettings): Decision {
  const request = {
    action: 'sts:AssumeRole',
    resource: settings.roleArn,
    principal: { kind: 'service', service: 'lambda.amazonaws.com' },
    context: {
      ...commonContext(true, settings),
      'aws:SourceArn': functionArn(settings),
      'aws:SourceAccount': settings.pseudo.AccountId,
    },
    unknown: [...UNKNOWN, 'aws:SourceIp'],
  } as const;
  return evaluate(request, { identity: [], resource: trust });
}
