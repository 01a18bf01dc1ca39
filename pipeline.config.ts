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

  // An animation that would take more memory or time than the function has. 'degrade' makes it of every second frame, or of
  // fewer, down to the first alone; `original-frames` in the metadata has the count of the upload. 'refuse' makes nothing:
  // its message ends in the dead-letter queue with a report under failed/ that says TOO_MANY_FRAMES.
  animationOverLimit: 'degrade',
};
