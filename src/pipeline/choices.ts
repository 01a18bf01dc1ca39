import type { Template } from '../aws/cloudformation/template.ts';

/** Every choice of pipeline.config.ts with the values that it can have, the default first, and what each means. */
export const CHOICES = {
  networkAccess: {
    isolated: 'the function runs in subnets without a route out and reaches S3 alone',
    'isolated-with-dns-firewall': 'the function reaches S3 alone, and can look up no other names',
    internet: 'the function runs outside a VPC and reaches the internet',
  },
  processedStorage: {
    transitions: 'processed images move to STANDARD_IA and GLACIER_IR as they get older',
    'intelligent-tiering': 'processed images are in S3 Intelligent-Tiering',
    archive: 'processed images move to STANDARD_IA and GLACIER, where one has to be restored before it can be read',
  },
  animationOverLimit: {
    degrade: 'an animation above the limits loses frames',
    refuse: 'an animation above the limits ends in the dead-letter queue',
  },
  accessLogs: {
    none: 'S3 writes no server access logs',
    existing: 'S3 writes server access logs of both buckets to an existing bucket, which each deployment names',
  },
  alarmTopic: {
    own: 'the stack makes the topic of its alarms',
    existing: 'each deployment names an existing topic for its alarms',
  },
} as const;

type Meanings = typeof CHOICES;

/** What an adopter decides once for all environments; the file to change is pipeline.config.ts. */
export type Choices = { [Name in keyof Meanings]: keyof Meanings[Name] };

export const choiceNames = Object.keys(CHOICES) as (keyof Choices)[];

/** The values that a choice can have, the default first. */
export const valuesOf = (name: keyof Choices): [string, ...string[]] =>
  Object.keys(CHOICES[name]) as [string, ...string[]];

/** The stack of the committed template. */
export const DEFAULT_CHOICES = Object.fromEntries(choiceNames.map((name) => [name, valuesOf(name)[0]])) as Choices;

/**
 * The choices that a template was synthesized with, as its Metadata states them: it leaves out those at their default. What
 * is stated in another form, or is no choice, counts as the default.
 */
export function statedChoices({ Metadata }: Pick<Template, 'Metadata'>): Choices {
  const stated = Metadata?.['Choices'];
  const values: Readonly<Record<string, unknown>> = typeof stated === 'object' && stated !== null ? { ...stated } : {};
  return Object.fromEntries(
    choiceNames.map((name) => [name, valuesOf(name).find((value) => value === values[name]) ?? DEFAULT_CHOICES[name]]),
  ) as Choices;
}
