import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';

const isOff = (value: unknown): boolean => value === undefined || String(value) === 'false';

export const vpcNoPublicAddresses: Rule = {
  id: 'VPC-3',
  title: 'No subnet gives out public addresses',
  why: 'Whatever is started there later has an address on the internet without anybody having asked for it.',
  reference: {
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html',
    controls: [
      'Security Hub EC2.15',
      'AWS Config subnet-auto-assign-public-ip-disabled',
      'cfn_nag W33',
      'CKV_AWS_130',
      'Well-Architected SEC05-BP01',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::EC2::Subnet'), (subnet) =>
      ['MapPublicIpOnLaunch', 'AssignIpv6AddressOnCreation'].flatMap((name) =>
        expectAt(context, subnet, [name], `${name} false, which is the default`, isOff),
      ),
    ),
  mutants: [
    { title: 'one subnet does', kind: 'single', mutate: set('SubnetB.Properties.MapPublicIpOnLaunch', true) },
    {
      title: 'addresses of version 6, which are all public',
      kind: 'boundary',
      mutate: set('SubnetA.Properties.AssignIpv6AddressOnCreation', true),
    },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide('SubnetA.Properties.MapPublicIpOnLaunch') },
  ],
};
