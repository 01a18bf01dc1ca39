import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { all, append, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Finding, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden, isUnknowable } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';
import { needsOf } from '../facts/role-needs.ts';
import { conditionValues, type Statement, statementsOf } from '../facts/statements.ts';

const STATEMENTS = 'S3Endpoint.Properties.PolicyDocument.Statement';
const EQUALS = ['ArnEquals', 'StringEquals'];
const LIMITS = ['aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalOrgID'];

/** Whether a statement of any endpoint lets everybody at everything, as the default policy does. */
const isOpen = (statement: Statement): boolean =>
  statement.resources.some((resource) => resource === '*' || isHidden(resource)) ||
  (statement.principals.some((principal) => principal === '*' || principal.endsWith(' *')) &&
    !LIMITS.some((key) => conditionValues(statement, EQUALS, key) !== undefined));

function checkExact(context: RuleContext, endpoint: ResolvedResource, statements: readonly Statement[]): Finding[] {
  const pipeline = imagePipelineOf(context);
  if (!pipeline?.role) return [];
  const role = arnOf(context, pipeline.role);
  const needs = needsOf(context, pipeline).filter(({ action }) => action.startsWith('s3:'));
  const passes = statements.flatMap((statement) =>
    statement.actions.flatMap((action) => statement.resources.map((resource) => ({ statement, action, resource }))),
  );
  const isNeeded = (pass: { action: string; resource: string }): boolean =>
    needs.some(({ action, resource }) => action === pass.action && resource === pass.resource);
  return [
    ...needs
      .filter((need) => !passes.some(({ action, resource }) => action === need.action && resource === need.resource))
      .map(({ action, resource }) =>
        findingAt(
          context,
          endpoint,
          ['PolicyDocument', 'Statement'],
          `an Allow of ${action} on ${resource}`,
          'no such statement',
        ),
      ),
    ...passes
      .filter((pass) => !isNeeded(pass))
      .map(({ statement, action, resource }) =>
        findingAt(
          context,
          endpoint,
          [...statement.path, 'Action'],
          'only what the role of the function may do',
          `${action} on ${resource}`,
        ),
      ),
    ...statements
      .filter((statement) => conditionValues(statement, EQUALS, 'aws:PrincipalArn')?.join() !== role)
      .map(({ path }) => findingAt(context, endpoint, [...path, 'Condition'], `ArnEquals aws:PrincipalArn ${role}`)),
  ];
}

/** Gateway is the default of CloudFormation; a type that cannot be known may be one. */
function mayBeGateway(endpoint: ResolvedResource): boolean {
  const type = valueAt(endpoint, ['VpcEndpointType']);
  return type === undefined || isUnknowable(type) || type === 'Gateway';
}

export const vpcEndpointPolicy: Rule = {
  id: 'VPC-6',
  title: 'A gateway endpoint lets through only its own buckets, for its own role',
  why: 'The default lets every request through to every bucket of the world: with keys of his own, whoever has taken over the function writes the uploads into a bucket of his.',
  reference: {
    url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
    controls: ['Well-Architected SEC05-BP02', 'Well-Architected SEC03-BP07', 'CKV2_AWS_5'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::EC2::VPCEndpoint').filter(mayBeGateway), (endpoint) => {
      const statements = statementsOf(context, 'endpoint').filter(({ owner, allows }) => owner === endpoint && allows);
      if (statements.length === 0)
        return [findingAt(context, endpoint, ['PolicyDocument'], 'a policy that names buckets and a role')];
      return [
        ...statements
          .filter(isOpen)
          .map(({ path }) =>
            findingAt(context, endpoint, path, 'named buckets, and aws:PrincipalArn, account or organisation'),
          ),
        ...statements
          .filter(({ principals }) => principals.join() !== '*')
          .map(({ path }) =>
            findingAt(
              context,
              endpoint,
              [...path, 'Principal'],
              'Principal "*", which is all that a gateway endpoint takes',
            ),
          ),
        ...checkExact(context, endpoint, statements),
      ];
    }),
  mutants: [
    {
      title: 'a principal by name, which S3 does not look at there',
      kind: 'boundary',
      mutate: set(`${STATEMENTS}.0.Principal`, { AWS: { 'Fn::GetAtt': ['ImageFunctionRole', 'Arn'] } }),
    },
    { title: 'it has no policy', kind: 'absent', mutate: remove('S3Endpoint.Properties.PolicyDocument') },
    { title: 'every bucket', kind: 'boundary', mutate: set(`${STATEMENTS}.0.Resource`, '*') },
    {
      title: 'every bucket, through a type that cannot be known',
      kind: 'hidden',
      mutate: all(hide('S3Endpoint.Properties.VpcEndpointType'), set(`${STATEMENTS}.0.Resource`, '*')),
    },
    { title: 'every principal', kind: 'single', mutate: remove(`${STATEMENTS}.1.Condition`) },
    {
      title: 'another role',
      kind: 'boundary',
      mutate: set(`${STATEMENTS}.1.Condition.ArnEquals.aws:PrincipalArn`, 'arn:aws:iam::999999999999:role/another'),
    },
    { title: 'deleting too', kind: 'boundary', mutate: append(`${STATEMENTS}.0.Action`, 's3:DeleteObject') },
    { title: 'no reading of versions', kind: 'related', mutate: set(`${STATEMENTS}.0.Action`, 's3:GetObject') },
    {
      title: 'a role that cannot be known',
      kind: 'hidden',
      mutate: hide(`${STATEMENTS}.0.Condition.ArnEquals.aws:PrincipalArn`),
    },
  ],
};
