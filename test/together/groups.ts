/**
 * The tests whose files share a process, in which they take a fifth to a third less than each in its own, by the program
 * that runs them and how their paths begin. The first that fits counts.
 */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  // moto, and the AWS command line, take seconds to start: one of each serves all of these.
  'test/together/moto.ts': [
    'test/aws/s3/contract',
    'test/ops/stack',
    'test/runbook',
    'test/templates/deploy',
    'test/workflows/deploy-steps',
  ],
  // Rules and reviews read the specification of CloudFormation's resources, which takes a second.
  'test/together/specification.ts': [
    'test/bench/figures',
    'test/policy/',
    'test/review/',
    'test/synth/additions',
    'test/aws/cloudformation/attributes',
  ],
  // The function is started for the first of these, and kept warm.
  'test/together/hostile.ts': ['test/hostile/batches', 'test/hostile/corpus', 'test/hostile/repeated'],
  // They share a browser.
  'test/together/conformance.ts': ['test/conformance/'],
  // They share a thread, in which the handler is compiled for speed.
  'test/together/search.ts': ['test/search/'],
  // These only compute.
  'test/together/computing.ts': [
    'test/bench/cost',
    'test/bench/goals',
    'test/bench/images',
    'test/bench/reports',
    'test/bench/ssim',
    'test/bench/statistics',
    'test/aws/cloudwatch/',
    'test/deployments',
    'test/handler/settings/budget',
    'test/handler/events/',
    'test/handler/bmp/',
    'test/handler/s3/object-key',
    'test/handler/s3/user-metadata',
    'test/handler/settings/environment',
    'test/handler/logging/json-line',
    'test/hostile/event-fuzz',
    'test/local/deploy/',
    'test/local/lambda/batch-response',
    'test/local/report/',
    'test/pipeline/relations',

    'test/shared/memoize',
    'test/aws/s3/aws-chunked',
    'test/aws/s3/crc',
    'test/aws/s3/range',
    'test/aws/s3/request',
    'test/aws/s3/xml',
    'test/build/bundle-architecture',
    'test/ops/announcement',
    'test/ops/log-choice',
    'test/aws/iam/',
    'test/synth/',
    'test/aws/cloudformation/',
    'test/workflows/workflows',
  ],
  // sharp, or the client of S3, or both.
  'test/together/pictures.ts': ['test/handler/formats/', 'test/handler/image/'],
  'test/together/handler.ts': ['test/handler/'],
  'test/together/local.ts': ['test/local/', 'test/aws/s3/', 'test/shared/'],
  'test/together/operate.ts': ['test/ops/', 'test/deploy/', 'test/build/'],
};

/** These need the processor when they want it, run commands that take long, or have hooks for their whole file. */
const ALONE = [
  'test/aws/cloudwatch/rehearsal/',
  'test/handler/settings/deadline',
  'test/handler/isolation/',
  'test/local/metrics/queue-metrics',
  'test/local/run',
  'test/build/bundle',
  'test/deploy/lint-templates',
  'test/policy/main',
  'test/policy/engine/waivers',
  'test/review/main',
  'test/shared/release',
  'test/synth/main',
  'test/deploy/check-deployments',
  'test/pipeline/deployment',
];

const isIn = (list: readonly string[], file: string): boolean => list.some((start) => file.startsWith(start));

/** The program in whose process a file of tests, by its path from the root, runs: one of the above, or itself. */
export function processOf(file: string): string {
  if (isIn(ALONE, file)) return file;
  return Object.entries(GROUPS).find(([, starts]) => isIn(starts, file))?.[0] ?? file;
}
