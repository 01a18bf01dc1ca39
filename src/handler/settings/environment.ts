import {
  ANIMATIONS_OVER_LIMIT,
  LEAST_MEMORY,
  type Limits,
  limitsOf,
  MOST_MEMORY,
  mostUploadMegabytes,
} from './limits.ts';

/** Variables of the template that glibc reads, and not the handler: https://man7.org/linux/man-pages/man3/mallopt.3.html */
export const GLIBC_VARIABLES = ['MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_', 'MALLOC_TRIM_THRESHOLD_'] as const;

/** The variables that the template gives the function, as strings. */
export type Environment = Record<(typeof GLIBC_VARIABLES)[number], string> & {
  UPLOAD_BUCKET: string;
  PROCESSED_BUCKET: string;
  PIPELINE_NAME: string;
  METRIC_NAMESPACE: string;
  IMAGE_WIDTH: string;
  IMAGE_HEIGHT: string;
  IMAGE_FIT: string;
  IMAGE_ENLARGE: string;
  OUTPUT_FORMAT: string;
  LOG_LEVEL: string;
  MAX_RECEIVE_COUNT: string;
  MAXIMUM_UPLOAD_MEGABYTES: string;
  FUNCTION_TIMEOUT: string;
  /** Absent means 'degrade'. */
  ANIMATION_OVER_LIMIT?: string;
};

export const FITS = ['inside', 'cover', 'contain', 'fill'] as const;
export const OUTPUT_FORMATS = ['original', 'jpeg', 'png', 'webp'] as const;
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;

export type RenderOptions = {
  /** Width of the box that the picture is fitted into, in pixels. */
  width: number;
  height: number;
  fit: (typeof FITS)[number];
  enlarge: boolean;
  outputFormat: (typeof OUTPUT_FORMATS)[number];
};

/** Prefixes of the keys of renditions, one for each rendition. */
export const RENDITION_PREFIXES = ['processed/'] as const;
export type RenditionPrefix = (typeof RENDITION_PREFIXES)[number];

/** One of the renditions that are made of each upload. */
export type RenditionSettings = RenderOptions & { prefix: RenditionPrefix };

export type LogLevel = (typeof LOG_LEVELS)[number];

export type Settings = {
  uploadBucket: string;
  processedBucket: string;
  pipelineName: string;
  metricNamespace: string;
  logLevel: LogLevel;
  /** maxReceiveCount of the image queue; a message received more often moves to the dead-letter queue. */
  maxReceiveCount: number;
  renditions: readonly [RenditionSettings, ...RenditionSettings[]];
  limits: Limits;
};

/** Pixels. A box of 4,096² is 16.8 megapixels, which costs 134 MB to turn and encode: see image/cost.ts. */
export const MAX_BOX_SIDE = 4096;

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html: maxReceiveCount.
 */
const MAX_RECEIVES = 1000;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, in seconds. */
const MAX_FUNCTION_TIMEOUT = 900;

/** Throws one error naming every variable that is missing or wrong. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];

  const complain = (expected: string, name: keyof Environment): void => {
    const value = env[name];
    problems.push(`Expected ${expected} for ${name} but received ${value === undefined ? 'nothing' : `"${value}"`}`);
  };
  const text = (name: keyof Environment): string => {
    if (!env[name]) complain('a value', name);
    return env[name] ?? '';
  };
  const whole = (name: keyof Environment, most: number, of: string): number => {
    const value = Number(env[name]);
    const isRight = /^[1-9]\d*$/.test(env[name] ?? '') && value <= most;
    if (!isRight) complain(`a whole number${of} from 1 to ${most}`, name);
    return value;
  };
  const side = (name: keyof Environment): number => whole(name, MAX_BOX_SIDE, ' of pixels');
  const choice = <const T extends string>(name: keyof Environment, choices: readonly [T, ...T[]], absent?: T): T => {
    const found = choices.find((value) => value === (env[name] ?? absent));
    if (found === undefined) complain(`one of ${choices.join(', ')}`, name);
    return found ?? choices[0];
  };

  // Lambda's own variable: where it is missing nothing larger is taken for granted.
  const memorySize = Math.max(LEAST_MEMORY, Number(env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']) || LEAST_MEMORY);
  const most = mostUploadMegabytes(Math.min(memorySize, MOST_MEMORY));

  const settings: Settings = {
    uploadBucket: text('UPLOAD_BUCKET'),
    processedBucket: text('PROCESSED_BUCKET'),
    pipelineName: text('PIPELINE_NAME'),
    metricNamespace: text('METRIC_NAMESPACE'),
    logLevel: choice('LOG_LEVEL', LOG_LEVELS),
    maxReceiveCount: whole('MAX_RECEIVE_COUNT', MAX_RECEIVES, ''),
    renditions: [
      {
        prefix: 'processed/',
        width: side('IMAGE_WIDTH'),
        height: side('IMAGE_HEIGHT'),
        fit: choice('IMAGE_FIT', FITS),
        enlarge: choice('IMAGE_ENLARGE', ['true', 'false']) === 'true',
        outputFormat: choice('OUTPUT_FORMAT', OUTPUT_FORMATS),
      },
    ],
    limits: limitsOf({
      memorySize,
      functionTimeout: whole('FUNCTION_TIMEOUT', MAX_FUNCTION_TIMEOUT, ' of seconds'),
      maximumUploadMegabytes: whole('MAXIMUM_UPLOAD_MEGABYTES', most, ` with ${memorySize} MB of memory`),
      animationOverLimit: choice('ANIMATION_OVER_LIMIT', ANIMATIONS_OVER_LIMIT, 'degrade'),
    }),
  };
  if (problems.length > 0) throw new Error(`The function's environment is wrong. ${problems.join('. ')}.`);
  return settings;
}
