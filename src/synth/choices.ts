import type { AnimationOverLimit } from '../handler/picture/limits.ts';

/** What whoever adopts the pipeline decides once; the file to change is pipeline.config.ts. */
export type Choices = {
  /** Whether the resolver of the isolated network answers for the names of S3 alone. */
  dnsFirewall: boolean;
  /** Whether an animation above the limits of the function loses frames, or ends in the dead-letter queue. */
  animationOverLimit: AnimationOverLimit;
};
