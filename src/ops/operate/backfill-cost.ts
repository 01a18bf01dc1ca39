/**
 * US dollars, list prices of us-east-1 without free tiers, November 2026. Sources: https://aws.amazon.com/lambda/pricing/,
 * https://aws.amazon.com/sqs/pricing/, https://aws.amazon.com/s3/pricing/, https://aws.amazon.com/cloudwatch/pricing/
 */
const PRICES = {
  lambdaRequest: 0.2 / 1e6,
  lambdaGigabyteSecond: 0.0000133334, // arm64
  sqsRequest: 0.4 / 1e6,
  s3Get: 0.0004 / 1e3,
  s3Put: 0.005 / 1e3,
  logGigabyte: 0.5,
};

/** What one image takes, with the template's defaults; measured images of 12 megapixels take less. */
const PER_IMAGE = {
  gigabyteSeconds: 0.5, // 512 MB for one second
  invocations: 1, // at worst: batches share them
  sqsRequests: 2.1, // a tenth of a send, a receive, a deletion
  gets: 2, // the upload, and a look at what is there
  puts: 1,
  logGigabytes: 2e-6,
};

/** About what it costs to process this many uploads, in US dollars; storage of the renditions is not in it. */
export const estimateCost = (images: number): number =>
  images *
  (PER_IMAGE.gigabyteSeconds * PRICES.lambdaGigabyteSecond +
    PER_IMAGE.invocations * PRICES.lambdaRequest +
    PER_IMAGE.sqsRequests * PRICES.sqsRequest +
    PER_IMAGE.gets * PRICES.s3Get +
    PER_IMAGE.puts * PRICES.s3Put +
    PER_IMAGE.logGigabytes * PRICES.logGigabyte);
