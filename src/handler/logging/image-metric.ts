import { defined } from '../../shared/defined.ts';
import { jsonLine, type LogFields, type WriteLine } from './log.ts';

/** Figures of one image. */
export type ImageFigures = {
  succeeded: boolean;
  milliseconds: number;
  /** 0 where unknown. */
  bytesIn: number;
  /** 0 where nothing was written. */
  bytesOut: number;
  /** Milliseconds from the upload to its image; only where an image was written now. */
  latency?: number;
  /** Code of the error, of the closed sets; absent where it did not fail. */
  code?: string;
};

const METRICS = [
  { Name: 'ProcessedImages', Unit: 'Count' },
  { Name: 'FailedImages', Unit: 'Count' },
  { Name: 'Duration', Unit: 'Milliseconds' },
  { Name: 'BytesIn', Unit: 'Bytes' },
  { Name: 'BytesOut', Unit: 'Bytes' },
  { Name: 'BytesSaved', Unit: 'Bytes' },
];

/** Written only with images that were stored: a duplicate a week later has no latency. */
const LATENCY = { Name: 'Latency', Unit: 'Milliseconds' };

/** Written only with failures, so that there are no more metrics than codes. */
const BY_CODE = { Dimensions: [['Pipeline', 'Code']], Metrics: [{ Name: 'FailedImages', Unit: 'Count' }] };

export type WriteImageMetric = (figures: ImageFigures, properties: LogFields) => void;

/**
 * Writes the metrics of an image as one line of CloudWatch's embedded metric format, whatever the log level. Processed
 * and failed images are both counted by every line, 0 or 1: only so does a rate have a denominator.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const createImageMetric =
  (pipelineName: string, namespace: string, write: WriteLine): WriteImageMetric =>
  ({ succeeded, milliseconds, bytesIn, bytesOut, latency, code }, properties) => {
    const now = new Date();
    const line = {
      ...properties,
      _aws: {
        Timestamp: now.getTime(),
        CloudWatchMetrics: [
          {
            Namespace: namespace,
            Dimensions: [['Pipeline']],
            Metrics: latency === undefined ? METRICS : [...METRICS, LATENCY],
          },
          ...(code === undefined ? [] : [{ Namespace: namespace, ...BY_CODE }]),
        ],
      },
      timestamp: now.toISOString(),
      level: 'INFO',
      Pipeline: pipelineName,
      ...defined({ Code: code }),
      ProcessedImages: succeeded ? 1 : 0,
      FailedImages: succeeded ? 0 : 1,
      Duration: Math.round(milliseconds),
      BytesIn: bytesIn,
      BytesOut: bytesOut,
      // Less than nothing where the image became larger than its upload.
      BytesSaved: bytesOut === 0 ? 0 : bytesIn - bytesOut,
      ...defined({ Latency: latency }),
    };
    write(jsonLine(line));
  };
