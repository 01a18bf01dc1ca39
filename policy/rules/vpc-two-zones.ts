import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { subnetsOf } from '../facts/topology.ts';

export const vpcTwoZones: Rule = {
  id: 'VPC-4',
  title: 'A function in a VPC runs in two Availability Zones at least',
  why: 'With one zone, or with subnets that AWS happens to put into the same one, the pipeline stands still when that zone does.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice',
    controls: ['Security Hub Lambda.5', 'AWS Config lambda-vpc-multi-az-check', 'Well-Architected REL10-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) => {
      const subnets = subnetsOf(context, lambda);
      if (subnets.length === 0) return [];
      const zones = subnets.map(
        (subnet) => valueAt(subnet, ['AvailabilityZone']) ?? valueAt(subnet, ['AvailabilityZoneId']),
      );
      const known = new Set(zones.filter((zone) => zone !== undefined && !isHidden(zone)));
      return known.size >= 2
        ? []
        : [
            findingAt(
              context,
              lambda,
              ['VpcConfig', 'SubnetIds'],
              'subnets in at least two known zones',
              [...known].join(', ') || 'none',
            ),
          ];
    }),
  mutants: [
    { title: 'one subnet', kind: 'single', mutate: remove('ImageFunction.Properties.VpcConfig.SubnetIds.1') },
    {
      title: 'both in the same zone',
      kind: 'boundary',
      mutate: set('SubnetB.Properties.AvailabilityZone.Fn::Sub.1.Letter.Fn::Select.0', 0),
    },
    { title: 'one leaves it to AWS', kind: 'absent', mutate: remove('SubnetA.Properties.AvailabilityZone') },
    { title: 'one cannot be known', kind: 'hidden', mutate: hide('SubnetA.Properties.AvailabilityZone') },
  ],
};
