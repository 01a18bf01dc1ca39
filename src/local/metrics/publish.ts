import type { Datum } from '../../aws/cloudwatch/metrics/metric.ts';

/** Told what a service publishes to CloudWatch by itself, at the moment when it does. */
export type Publish = (datum: Datum) => void;
