import { type Environment, readEnvironment } from '../../src/handler/settings/environment.ts';

/** A right environment, with a box small enough for small pictures to be scaled. */
export const ENVIRONMENT: Environment = {
  UPLOAD_BUCKET: 'uploads',
  PROCESSED_BUCKET: 'processed',
  PIPELINE_NAME: 'pipeline',
  METRIC_NAMESPACE: 'ImagePipeline',
  IMAGE_WIDTH: '80',
  IMAGE_HEIGHT: '60',
  IMAGE_FIT: 'inside',
  IMAGE_ENLARGE: 'false',
  OUTPUT_FORMAT: 'original',
  LOG_LEVEL: 'DEBUG',
  MAX_RECEIVE_COUNT: '3',
  MAXIMUM_UPLOAD_MEGABYTES: '50',
  FUNCTION_TIMEOUT: '50',
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '8388608',
  MALLOC_TRIM_THRESHOLD_: '33554432',
};

/** Of the smallest function. */
export const { limits: LIMITS } = readEnvironment(ENVIRONMENT);
