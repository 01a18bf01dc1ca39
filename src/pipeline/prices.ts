/**
 * List prices in dollars of US East (N. Virginia), without free tiers and volume discounts, as AWS published them in
 * June 2026. Other Regions cost up to a quarter more. To renew: read each page, change the number and the date.
 */
export const PRICES = {
  date: 'June 2026',
  region: 'us-east-1',
  /** https://aws.amazon.com/lambda/pricing/ */
  lambda: { request: 0.2e-6, gbSecond: { arm64: 0.0000133334, x86_64: 0.0000166667 } },
  /** https://aws.amazon.com/s3/pricing/: a PUT, a GET, a GB for a month, a transition, an object watched for a month. */
  s3: {
    put: 0.005e-3,
    get: 0.0004e-3,
    gbMonth: { STANDARD: 0.023, STANDARD_IA: 0.0125, GLACIER_IR: 0.004, GLACIER: 0.0036, DEEP_ARCHIVE: 0.00099 },
    transition: {
      STANDARD_IA: 0.01e-3,
      INTELLIGENT_TIERING: 0.01e-3,
      GLACIER_IR: 0.02e-3,
      GLACIER: 0.03e-3,
      DEEP_ARCHIVE: 0.05e-3,
    },
    watchedObject: 0.0025e-3,
  },
  /** https://aws.amazon.com/sqs/pricing/, standard queues. */
  sqs: { request: 0.4e-6 },
  /** https://aws.amazon.com/cloudwatch/pricing/: a metric of an alarm, a composite alarm, a custom metric, a dashboard, a month each; logs in GB. */
  cloudwatch: { alarmMetric: 0.1, compositeAlarm: 0.5, metric: 0.3, dashboard: 3, logsIn: 0.5, logsGbMonth: 0.03 },
  /** https://aws.amazon.com/xray/pricing/ */
  xray: { trace: 5e-6 },
  /** https://aws.amazon.com/kms/pricing/ */
  kms: { keyMonth: 1, request: 0.03e-4 },
  /** https://aws.amazon.com/vpc/pricing/ and https://aws.amazon.com/privatelink/pricing/, an hour; gateway endpoints are free. */
  vpc: { natGatewayHour: 0.045, interfaceEndpointHour: 0.01 },
} as const;
