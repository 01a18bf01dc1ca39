import type { Choices } from './src/pipeline/choices.ts';

/**
 * What is decided once for all environments. `npm run synth` writes what is chosen here into the templates, and nothing of
 * what is not. What differs between environments is a parameter, in templates/deployments.
 */
export const choices: Choices = {
  // isolated: the function runs in subnets without a route out and reaches S3 alone.
  // isolated-with-dns-firewall: of names, too, it can look up those of S3 and no others, so that code which a malicious
  //   image has taken over cannot send data out by DNS. Costs a fraction of a dollar for a million lookups:
  //   https://aws.amazon.com/route53/pricing/
  // internet: the function runs outside a VPC.
  networkAccess: 'isolated',

  // How processed images of 128 KB and more get cheaper with age.
  // transitions: to STANDARD_IA and GLACIER_IR. intelligent-tiering: S3 Intelligent-Tiering, which S3 bills by object.
  // archive: to STANDARD_IA and GLACIER; from there an image has to be restored before it can be read.
  processedStorage: 'transitions',

  // none: no server access logs of S3. existing: each deployment names a bucket for those of both buckets by
  // AccessLogBucketName; it has to let logging.s3.amazonaws.com write.
  accessLogs: 'none',

  // own: the stack makes a topic that receives all alarms. existing: each deployment names one by AlarmTopicArn; it has to
  // let CloudWatch publish, and has subscribers of its own.
  alarmTopic: 'own',

  // An animation that would take more memory or time than the function has. degrade: it is made of every second frame, or of
  // fewer, down to the first alone; `original-frames` in the metadata has the count of the upload. refuse: its message ends
  // in the dead-letter queue with a report under failed/ that says TOO_MANY_FRAMES.
  animationOverLimit: 'degrade',
};
