/**
 * What Lambda needs of a function's role to put the function into a VPC. It makes interfaces whose ids nobody knows
 * beforehand, so AWS's own policy for it, AWSLambdaVPCAccessExecutionRole, grants them on `*`:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export const NETWORK_INTERFACE_ACTIONS: readonly string[] = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];
