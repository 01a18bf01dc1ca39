import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, ofType, refOf } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';

/** The roles of a bootstrap, the boundary of the roles that its pipeline makes, and the key of its alarms. */
export type BootstrapPart =
  | 'serviceRole'
  | 'reviewRole'
  | 'publishRole'
  | 'deployRole'
  | 'driftRole'
  | 'permissionsBoundary'
  | 'alarmKey';

/** The output by which the workflows and `npm run connect` find each part: its name is a contract, no logical id. */
const OUTPUTS: Readonly<Record<BootstrapPart, string>> = {
  serviceRole: 'ServiceRoleArn',
  reviewRole: 'ReviewRoleArn',
  publishRole: 'PublishRoleArn',
  deployRole: 'DeployRoleArn',
  driftRole: 'DriftRoleArn',
  permissionsBoundary: 'PermissionsBoundaryArn',
  alarmKey: 'AlarmKeyArn',
};

const TYPES = ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy', 'AWS::KMS::Key'];

export type Bootstrap = Partial<Record<BootstrapPart, ResolvedResource>>;

/**
 * The parts of a bootstrap, by the outputs that name them; undefined where the template has less than half of these
 * outputs. STACK-13 reports an output that is missing.
 */
export function bootstrapOf(context: RuleContext): Bootstrap | undefined {
  const { outputs } = context.resolved;
  const names = Object.values(OUTPUTS);
  if (2 * names.filter((name) => Object.hasOwn(outputs, name)).length < names.length) return undefined;
  const owners = ofType(context, ...TYPES);
  const parts = Object.entries(OUTPUTS).flatMap(([part, name]) => {
    const owner = owners.find((each) => [refOf(context, each), arnOf(context, each)].includes(String(outputs[name])));
    return owner ? [[part, owner]] : [];
  });
  return Object.fromEntries(parts);
}
