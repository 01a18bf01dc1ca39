/**
 * The metrics that the handler writes, in CloudWatch's embedded metric format, one line an image, with the dimension
 * `Pipeline`, and the one that the metric filter makes of its log.
 */
export const METRIC_NAMESPACE = 'ImagePipeline';
export const PIPELINE_DIMENSION = 'Pipeline';
export const ERROR_LINES_METRIC = 'ErrorLines';
