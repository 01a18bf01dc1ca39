import { expectAt, ofType } from '../engine/deployed.ts';
import { addResource, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { is } from '../engine/values.ts';

const NAMES = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
};

export const iamNoNames: Rule = {
  id: 'IAM-11',
  title: 'Roles and policies are named by CloudFormation',
  why: 'A fixed name clashes with a second stack or a second Region, keeps the role from being replaced, and makes the deployment ask for CAPABILITY_NAMED_IAM.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html',
    controls: ['cfn_nag W28'],
  },
  check: (context) =>
    checkEach(ofType(context, ...Object.keys(NAMES)), (resource) => {
      const name = NAMES[resource.Type as keyof typeof NAMES];
      return expectAt(context, resource, [name], `no ${name}`, is(undefined));
    }),
  mutants: [
    {
      title: 'the role has a name',
      kind: 'boundary',
      mutate: set('ImageFunctionRole.Properties.RoleName', 'image-function'),
    },
    { title: 'a name that cannot be known', kind: 'hidden', mutate: hide('ImageFunctionRole.Properties.RoleName') },
    {
      title: 'a managed policy has a name',
      kind: 'single',
      mutate: addResource('Own', 'AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'own', PolicyDocument: {} }),
    },
  ],
};
