import { LOAD } from '../pipeline/load.ts';
import { PRICES } from '../pipeline/prices.ts';

/** The template's default; a function with more takes less time for an image. */
const MEMORY_GIGABYTES = 0.5;

/** A tenth of a batch that is sent, a receipt, a deletion. */
const SQS_REQUESTS = 2.1;

/** The upload, and a look at what is there. */
const GETS = 2;

const { lambda, s3, sqs, cloudwatch } = PRICES;

const DOLLARS_PER_IMAGE =
  lambda.request +
  LOAD.secondsPerImage * MEMORY_GIGABYTES * lambda.gbSecond.arm64 +
  SQS_REQUESTS * sqs.request +
  GETS * s3.get +
  s3.put +
  (LOAD.logBytesPerImage / 1e9) * cloudwatch.logsIn;

/** About what it costs to process so many uploads, in US dollars of us-east-1; storage of the images is not in it. */
export const estimateCost = (images: number): number => images * DOLLARS_PER_IMAGE;

/** What the estimate goes by, for people. */
export const COST_WORDS = `prices of ${PRICES.region}, ${PRICES.date}`;
