import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { addResource, HIDDEN, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isUnknowable, listOf, mapOf, numberOf } from '../engine/values.ts';
import { securityGroupsOf } from '../facts/topology.ts';

const HTTPS = 443;
const GROUP = 'ImageFunctionSecurityGroup.Properties';

/** Rules that are resources of their own, of the group or of one that cannot be known. */
const separate = (context: RuleContext, group: ResolvedResource, direction: 'Ingress' | 'Egress'): ResolvedResource[] =>
  ofType(context, `AWS::EC2::SecurityGroup${direction}`).filter(
    (rule) => isUnknowable(valueAt(rule, ['GroupId'])) || valueAt(rule, ['GroupId']) === refOf(context, group),
  );

function isHttps(value: unknown): boolean {
  const { IpProtocol, FromPort, ToPort } = mapOf(value);
  const destinations = ['CidrIp', 'CidrIpv6', 'DestinationPrefixListId', 'DestinationSecurityGroupId'];
  const isOne = destinations.filter((name) => mapOf(value)[name] !== undefined).length === 1;
  return (
    isOne && ['tcp', '6'].includes(String(IpProtocol)) && numberOf(FromPort) === HTTPS && numberOf(ToPort) === HTTPS
  );
}

export const vpcSecurityGroup: Rule = {
  id: 'VPC-7',
  title: 'The security group of a function lets nothing in, and only HTTPS out',
  why: 'Nobody calls a function over the network. Unsaid, a group lets everything out: other protocols carry away what an endpoint policy would stop.',
  reference: {
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
    controls: [
      'Security Hub EC2.13',
      'Security Hub EC2.18',
      'cfn_nag F1000',
      'CKV_AWS_382',
      'CIS 5.3',
      'Well-Architected SEC05-BP02',
    ],
  },
  check: (context) => {
    const groups = ofType(context, 'AWS::Lambda::Function').flatMap((lambda) => securityGroupsOf(context, lambda));
    return checkEach([...new Set(groups)], (group) => {
      const egress = listOf(valueAt(group, ['SecurityGroupEgress']));
      const expected = `tcp from port ${HTTPS} to ${HTTPS}, to one destination`;
      return [
        ...(listOf(valueAt(group, ['SecurityGroupIngress'])).length > 0
          ? [findingAt(context, group, ['SecurityGroupIngress'], 'nothing in')]
          : []),
        ...separate(context, group, 'Ingress').map((rule) => findingAt(context, rule, [], 'nothing in', rule.Type)),
        ...(egress.length > 0
          ? []
          : [findingAt(context, group, ['SecurityGroupEgress'], `${expected}; nothing stated lets everything out`)]),
        ...egress.flatMap((rule, index) =>
          isHttps(rule) ? [] : [findingAt(context, group, ['SecurityGroupEgress', index], expected)],
        ),
        ...separate(context, group, 'Egress')
          .filter(({ Properties }) => !isHttps(Properties))
          .map((rule) => findingAt(context, rule, [], expected, rule.Properties)),
      ];
    });
  },
  mutants: [
    {
      title: 'something is let in, to a group that cannot be known',
      kind: 'hidden',
      mutate: addResource('Open', 'AWS::EC2::SecurityGroupIngress', {
        GroupId: HIDDEN,
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        CidrIp: '0.0.0.0/0',
      }),
    },
    { title: 'a rule to nowhere', kind: 'related', mutate: remove(`${GROUP}.SecurityGroupEgress.0.CidrIp`) },
    {
      title: 'HTTPS in',
      kind: 'boundary',
      mutate: set(`${GROUP}.SecurityGroupIngress`, [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/24' },
      ]),
    },
    {
      title: 'something in, beside the group',
      kind: 'related',
      mutate: addResource('In', 'AWS::EC2::SecurityGroupIngress', {
        GroupId: { 'Fn::GetAtt': ['ImageFunctionSecurityGroup', 'GroupId'] },
        IpProtocol: '-1',
      }),
    },
    { title: 'everything out by default', kind: 'absent', mutate: remove(`${GROUP}.SecurityGroupEgress`) },
    { title: 'one port more out', kind: 'boundary', mutate: set(`${GROUP}.SecurityGroupEgress.0.ToPort`, 444) },
    {
      title: 'one rule of two for every protocol',
      kind: 'single',
      mutate: set(`${GROUP}.SecurityGroupEgress.1`, { IpProtocol: '-1', CidrIp: '0.0.0.0/0' }),
    },
    { title: 'a port that cannot be known', kind: 'hidden', mutate: hide(`${GROUP}.SecurityGroupEgress.0.FromPort`) },
  ],
};
