import { statedChoices } from '../../src/pipeline/choices.ts';
import { findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

const VPC_CONFIG = 'ImageFunction.Properties.VpcConfig';

export const vpcIsolated: Rule = {
  id: 'VPC-1',
  title: 'The image function runs in subnets of the stack, unless the internet was chosen',
  why: 'Outside a VPC the function can reach the whole internet: code that a malicious image has taken over sends the uploads wherever it likes.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    controls: [
      'Security Hub Lambda.3',
      'Control Tower CT.LAMBDA.PR.3',
      'AWS Config lambda-inside-vpc',
      'CKV_AWS_117',
      'Well-Architected SEC05-BP02',
    ],
  },
  check(context) {
    const lambda = imagePipelineOf(context)?.imageFunction;
    if (!lambda || statedChoices(context.template).networkAccess === 'internet') return notApplicable;
    const own = (type: string): string[] => ofType(context, type).map((resource) => refOf(context, resource));
    const isOwn = (name: string, type: string): boolean => {
      const ids = listOf(valueAt(lambda, ['VpcConfig', name]));
      return ids.length > 0 && ids.every((id) => own(type).includes(String(id)));
    };
    return [
      ...(isOwn('SubnetIds', 'AWS::EC2::Subnet')
        ? []
        : [findingAt(context, lambda, ['VpcConfig', 'SubnetIds'], 'subnets of the stack')]),
      ...(isOwn('SecurityGroupIds', 'AWS::EC2::SecurityGroup')
        ? []
        : [findingAt(context, lambda, ['VpcConfig', 'SecurityGroupIds'], 'security groups of the stack')]),
    ];
  },
  mutants: [
    { title: 'outside a VPC', kind: 'absent', mutate: remove(VPC_CONFIG) },
    {
      title: 'in a subnet from elsewhere',
      kind: 'single',
      mutate: set(`${VPC_CONFIG}.SubnetIds.1`, 'subnet-0123456789abcdef0'),
    },
    { title: 'in subnets that cannot be known', kind: 'hidden', mutate: hide(`${VPC_CONFIG}.SubnetIds`) },
    {
      title: 'with the security group of another',
      kind: 'related',
      mutate: set(`${VPC_CONFIG}.SecurityGroupIds.0`, 'sg-0123456789abcdef0'),
    },
    { title: 'in no subnets', kind: 'boundary', mutate: set(`${VPC_CONFIG}.SubnetIds`, []) },
  ],
};
