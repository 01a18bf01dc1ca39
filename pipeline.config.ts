import type { Choices } from './src/synth/choices.ts';

/**
 * What is decided once for all environments. `npm run synth` writes what is chosen here into the templates, and nothing of
 * what is not. What differs between environments is a parameter, in templates/deployments.
 */
export const choices: Choices = {
  // Route 53 Resolver DNS Firewall for the isolated network: the function can look up the names of S3 and no others, so
  // that code which a malicious image has taken over cannot send data out by DNS. Costs a fraction of a dollar for a
  // million lookups: https://aws.amazon.com/route53/pricing/
  dnsFirewall: false,
};
