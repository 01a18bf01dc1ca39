import type { LogFields, WriteLine } from './log.ts';

/** What became of one image, in numbers. */
export type ImageFigures = {
  succeeded: boolean;
  milliseconds: number;
  /** 0 where unknown. */
  bytesIn: number;
  /** 0 where it failed. */
  bytesOut: number;
};

const METRICS = [
  { Name: 'ProcessedImages', Unit: 'Count' },
  { Name: 'FailedImages', Unit: 'Count' },
  { Name: 'Duration', Unit: 'Milliseconds' },
  { Name: 'BytesIn', Unit: 'Bytes' },
  { Name: 'BytesOut', Unit: 'Bytes' },
];

export type WriteImageMetric = (figures: ImageFigures, properties: LogFields) => void;

/**
 * Writes the metrics of an image as one line of CloudWatch's embedded metric format, whatever the log level. Processed
 * and failed images are both counted by every line, 0 or 1: only so does a rate have a denominator.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const createImageMetric =
  (pipelineName: string, namespace: string, write: WriteLine): WriteImageMetric =>
  ({ succeeded, milliseconds, bytesIn, bytesOut }, properties) => {
    const now = new Date();
    const line = {
      ...properties,
      _aws: {
        Timestamp: now.getTime(),
        CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [['Pipeline']], Metrics: METRICS }],
      },
      timestamp: now.toISOString(),
      level: 'INFO',
      Pipeline: pipelineName,
      ProcessedImages: succeeded ? 1 : 0,
      FailedImages: succeeded ? 0 : 1,
      Duration: Math.round(milliseconds),
      BytesIn: bytesIn,
      BytesOut: bytesOut,
    };
    write(JSON.stringify(line));
  };
