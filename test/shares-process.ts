/** What runs the tests of several files in one process, each for one of the lists below. */
export const TOGETHER = 'test/together.ts';
export const WITH_MOTO = 'test/with-moto.ts';
export const WITH_SPECIFICATION = 'test/with-specification.ts';

/** moto, and the AWS command line, take seconds to start: one of each serves all of these. */
const NEED_MOTO = [
  'test/local/s3/contract',
  'test/ops/operate/stack',
  'test/runbook',
  'test/templates/deploy',
  'test/workflows/deploy-steps',
];

/** Rules and reviews read the specification of CloudFormation's resources, which takes a second. */
const NEED_SPECIFICATION = ['test/policy/', 'test/review/'];

/**
 * Tests that only compute. Each file in a process of its own would take longer to start than to run: a quarter of a
 * second of processor time, for a hundred files.
 */
const SHARED = [
  'test/cloudwatch/',
  'test/handler/batch/budget',
  'test/handler/batch/event',
  'test/handler/bmp/',
  'test/handler/buckets/object-key',
  'test/handler/buckets/sequencer',
  'test/handler/buckets/user-metadata',
  'test/handler/environment',
  'test/handler/outcome/json-line',
  'test/local/deploy/',
  'test/local/lambda/batch-response',
  'test/local/report/',
  'test/local/s3/aws-chunked',
  'test/local/s3/crc',
  'test/local/s3/range',
  'test/local/s3/request',
  'test/local/s3/xml',
  'test/ops/operate/announcement',
  'test/ops/operate/log-choice',
  'test/permissions/',
  'test/synth/',
  'test/template/',
  'test/workflows/workflows',
];

/** These run commands, or have hooks for their whole file. */
const ALONE = [
  'test/cloudwatch/rehearsal/',
  'test/policy/main',
  'test/policy/waivers',
  'test/review/main',
  'test/synth/main',
  'test/template/check-deployments',
  'test/template/deployment',
];

const isIn = (list: readonly string[], file: string): boolean => list.some((start) => file.startsWith(start));

/** The process in which a file of tests, by its path from the root, runs: one of the three above, or its own. */
export function processOf(file: string): string {
  if (isIn(ALONE, file)) return file;
  if (isIn(NEED_MOTO, file)) return WITH_MOTO;
  if (isIn(NEED_SPECIFICATION, file)) return WITH_SPECIFICATION;
  return isIn(SHARED, file) ? TOGETHER : file;
}
