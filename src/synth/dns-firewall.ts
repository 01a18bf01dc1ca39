import { type Resource, ref, sub } from './cloudformation.ts';

/** Lower numbers are asked first; between 101 and 9,000 for an association. */
const FIRST = 100;
const SECOND = 200;
const ASSOCIATION = 101;

const rules = () => [
  {
    FirewallDomainListId: ref('S3Names'),
    Priority: FIRST,
    Action: 'ALLOW',
    FirewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN' as const,
  },
  { FirewallDomainListId: ref('AllNames'), Priority: SECOND, Action: 'BLOCK', BlockResponse: 'NODATA' },
];

/**
 * The names that the resolver of the function's network answers: those of S3, as the SDK asks for them. Queries leave a
 * network without routes too, through the resolver of Amazon, and could carry data in their names.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-overview.html
 */
export const dnsFirewall = () =>
  ({
    S3Names: {
      Why: 'The names that the function may look up.',
      Type: 'AWS::Route53Resolver::FirewallDomainList',
      Properties: {
        Name: sub('${AWS::StackName}-s3-names'),
        Domains: [sub('s3.${AWS::Region}.${AWS::URLSuffix}'), sub('*.s3.${AWS::Region}.${AWS::URLSuffix}')],
      },
    },
    AllNames: {
      Why: 'All other names.',
      Type: 'AWS::Route53Resolver::FirewallDomainList',
      Properties: { Name: sub('${AWS::StackName}-all-names'), Domains: ['*'] },
    },
    DnsFirewall: {
      Why: 'Answers for the names of S3, whatever they are aliases for, and for no others.',
      Type: 'AWS::Route53Resolver::FirewallRuleGroup',
      Properties: {
        Name: sub('${AWS::StackName}-dns-firewall'),
        FirewallRules: rules(),
      },
    },
    DnsFirewallAssociation: {
      Why: 'Puts the network of the function behind it. Without protection from changes, so that the stack can be deleted.',
      Type: 'AWS::Route53Resolver::FirewallRuleGroupAssociation',
      Properties: {
        Name: sub('${AWS::StackName}-dns-firewall'),
        FirewallRuleGroupId: ref('DnsFirewall'),
        VpcId: ref('Vpc'),
        Priority: ASSOCIATION,
        MutationProtection: 'DISABLED',
      },
    },
  }) satisfies Record<string, Resource>;
