import { BlockList, isIPv4 } from 'node:net';
import { findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { isHidden, numberOf } from '../engine/values.ts';

/** The largest and the smallest that a VPC or a subnet can be. */
const LARGEST = 16;
const SMALLEST = 28;

type Block = { address: string; prefix: number };

function blockOf(value: unknown): Block | undefined {
  const [address = '', bits] = typeof value === 'string' ? value.split('/') : [];
  const prefix = numberOf(bits);
  const isLegal = prefix !== undefined && Number.isInteger(prefix) && prefix >= LARGEST && prefix <= SMALLEST;
  return isIPv4(address) && isLegal ? { address, prefix } : undefined;
}

function contains(outer: Block, inner: Block): boolean {
  const list = new BlockList();
  list.addSubnet(outer.address, outer.prefix, 'ipv4');
  return outer.prefix <= inner.prefix && list.check(inner.address, 'ipv4');
}

/** IPAM gives blocks at deployment; those cannot be compared. */
const isFromPool = (properties: Record<string, unknown>): boolean =>
  properties['Ipv4IpamPoolId'] !== undefined || properties['Ipv6Native'] !== undefined;

export const vpcAddresses: Rule = {
  id: 'VPC-8',
  title: 'Every VPC and subnet states its addresses, and subnets lie side by side in their VPC',
  why: 'EC2 refuses a subnet without addresses, outside its VPC or over another one only when the deployment has come that far.',
  reference: {
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html',
    controls: ['cfn-lint E3059', 'Well-Architected REL02-BP05'],
  },
  check(context) {
    const vpcs = ofType(context, 'AWS::EC2::VPC');
    const subnets = ofType(context, 'AWS::EC2::Subnet');
    if (vpcs.length + subnets.length === 0) return notApplicable;
    const blank = [...vpcs, ...subnets]
      .filter(({ Properties }) => !isFromPool(Properties) && blockOf(Properties['CidrBlock']) === undefined)
      .map((resource) =>
        findingAt(
          context,
          resource,
          ['CidrBlock'],
          `an IPv4 block from /${LARGEST} to /${SMALLEST}`,
          resource.Properties['CidrBlock'],
        ),
      );
    const misplaced = subnets.flatMap((subnet, index) => {
      const own = blockOf(subnet.Properties['CidrBlock']);
      const vpcId = valueAt(subnet, ['VpcId']);
      const vpc = vpcs.find((resource) => refOf(context, resource) === vpcId);
      const outer = blockOf(vpc?.Properties['CidrBlock']);
      const over = subnets.slice(0, index).find((other) => {
        const block = blockOf(other.Properties['CidrBlock']);
        const isNeighbour = valueAt(other, ['VpcId']) === vpcId && !isHidden(vpcId);
        return own && block && isNeighbour && (contains(own, block) || contains(block, own));
      });
      return [
        ...(own && outer && !contains(outer, own)
          ? [findingAt(context, subnet, ['CidrBlock'], `a block inside ${outer.address}/${outer.prefix}`)]
          : []),
        ...(over ? [findingAt(context, subnet, ['CidrBlock'], `a block beside that of ${over.LogicalId}`)] : []),
      ];
    });
    return [...blank, ...misplaced];
  },
  mutants: [
    { title: 'the VPC has no addresses', kind: 'absent', mutate: remove('Vpc.Properties.CidrBlock') },
    { title: 'one subnet has none', kind: 'single', mutate: remove('SubnetB.Properties.CidrBlock') },
    {
      title: 'one subnet lies over the other',
      kind: 'boundary',
      mutate: set('SubnetB.Properties.CidrBlock', '10.0.0.64/26'),
    },
    { title: 'one subnet lies outside', kind: 'related', mutate: set('SubnetB.Properties.CidrBlock', '10.0.1.0/25') },
    {
      title: 'one subnet is too small',
      kind: 'boundary',
      mutate: set('SubnetB.Properties.CidrBlock', '10.0.0.128/29'),
    },
    { title: 'its addresses cannot be known', kind: 'hidden', mutate: hide('SubnetA.Properties.CidrBlock') },
  ],
};
