import { arnsOf, type PipelineTemplate } from './bootstrap-arns.ts';
import { subBuckets } from './bootstrap-buckets.ts';
import type { BootstrapNames } from './bootstrap-parameters.ts';
import { policyDocument, type Resource, type Statement, sub } from './cloudformation.ts';

/** As a template has it, with intrinsic functions in their long form. */
type Granted = { Sid: string; Effect: string; Action: string | string[]; Resource: unknown };

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const KINDS = {
  'AWS::S3::Bucket': 'Bucket',
  'AWS::SQS::Queue': 'Queue',
  'AWS::Logs::LogGroup': 'LogGroup',
} as const;

/** What GetAtt Arn of a resource is. A log group's ends in `:*`, which is the last of its two. */
function arnOf({ Resources }: PipelineTemplate, id: string): string {
  const resource = Resources[id];
  const kind = resource && KINDS[resource.Type as keyof typeof KINDS];
  const found = kind && arnsOf({ Resources: { [id]: resource } }, kind).at(-1);
  if (!found) throw new Error(`Expected the boundary to know the ARN of ${id} but received ${resource?.Type}`);
  return found;
}

function textOf(template: PipelineTemplate, resource: unknown): string {
  if (resource === '*') return resource;
  const { 'Fn::Sub': text, 'Fn::GetAtt': attribute } = resource as Record<string, unknown>;
  if (typeof text === 'string') return text.replace(/\$\{(\w+)\.Arn\}/g, (_, id: string) => arnOf(template, id));
  if (Array.isArray(attribute)) return arnOf(template, String(attribute[0]));
  throw new Error(`Expected an ARN that the boundary can know but received ${JSON.stringify(resource)}`);
}

/** A statement on a condition counts as if the condition held: a boundary grants nothing by itself. */
const unconditional = (statement: unknown): Granted =>
  ((statement as { 'Fn::If'?: unknown[] })['Fn::If']?.[1] ?? statement) as Granted;

/** What the roles of a template are allowed, on the names of its stack. */
export function boundaryStatements(template: PipelineTemplate): Statement[] {
  const roles = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  const policies = roles.flatMap(({ Properties }) => listOf((Properties as { Policies?: unknown }).Policies ?? []));
  return policies
    .flatMap((policy) => listOf((policy as { PolicyDocument: { Statement: unknown } }).PolicyDocument.Statement))
    .map(unconditional)
    .filter(({ Effect }) => Effect === 'Allow')
    .map(({ Sid, Action, Resource }): Statement => {
      const arns = listOf(Resource).map((each) => textOf(template, each));
      const [first = '*'] = arns;
      return { Sid, Effect: 'Allow', Action, Resource: first === '*' ? '*' : arns.map(subBuckets) };
    });
}

/** The most that a role of the stack can ever do, whatever a change of the template says. */
export const boundary = (pipeline: PipelineTemplate) =>
  ({
    PermissionsBoundary: {
      Why: 'The most that a role of the pipeline can do: what that of the function is granted today. No change of the template gives it more, as the service role makes no role without this. Who widens the role deploys this first.',
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: sub('Bounds every role of ${PipelineStackName}'),
        PolicyDocument: policyDocument(...boundaryStatements(pipeline)),
      },
    },
  }) satisfies Partial<Record<BootstrapNames['resource'], Resource<BootstrapNames>>>;
