import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Environment, readEnvironment } from '../../../src/handler/settings/environment.ts';
import { ENVIRONMENT, LIMITS } from '../environment.ts';

test('the variables of the template become settings', () => {
  assert.deepEqual(readEnvironment({ ...ENVIRONMENT, AWS_REGION: 'eu-west-1' }), {
    uploadBucket: 'uploads',
    processedBucket: 'processed',
    pipelineName: 'pipeline',
    metricNamespace: 'ImagePipeline',
    logLevel: 'DEBUG',
    maxReceiveCount: 3,
    renditions: [
      { prefix: 'processed/', width: 80, height: 60, fit: 'inside', enlarge: false, outputFormat: 'original' },
    ],
    limits: LIMITS,
  });
});

const limitsWith = (env: Readonly<Record<string, string>>) => readEnvironment({ ...ENVIRONMENT, ...env }).limits;

test('the limits follow from what Lambda says of the memory and the template of time and size', () => {
  const larger = limitsWith({
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048',
    FUNCTION_TIMEOUT: '60',
    MAXIMUM_UPLOAD_MEGABYTES: '100',
    ANIMATION_OVER_LIMIT: 'refuse',
  });
  const { memorySize, functionTimeout, maximumUploadMegabytes, animationOverLimit, uploadBytes } = larger;
  assert.deepEqual(
    { memorySize, functionTimeout, maximumUploadMegabytes, animationOverLimit, uploadBytes },
    {
      memorySize: 2048,
      functionTimeout: 60,
      maximumUploadMegabytes: 100,
      animationOverLimit: 'refuse',
      uploadBytes: 104_857_600,
    },
  );
  assert.equal(larger.workInFlight, 4 * LIMITS.workInFlight);
});

test('an animation above the limits loses frames where the template says nothing of it', () => {
  assert.equal(LIMITS.animationOverLimit, 'degrade');
});

test('where Lambda says nothing of the memory, the limits are those of the smallest function', () => {
  assert.equal(LIMITS.memorySize, 512);
  assert.equal(limitsWith({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128' }).memorySize, 512);
});

const wrong: [keyof Environment, string, string][] = [
  ['UPLOAD_BUCKET', '', 'Expected a value for UPLOAD_BUCKET but received ""'],
  ['IMAGE_WIDTH', '0', 'Expected a whole number of pixels from 1 to 4096 for IMAGE_WIDTH but received "0"'],
  ['IMAGE_WIDTH', '80.5', 'for IMAGE_WIDTH but received "80.5"'],
  ['IMAGE_HEIGHT', '4097', 'for IMAGE_HEIGHT but received "4097"'],
  ['IMAGE_HEIGHT', '1e3', 'for IMAGE_HEIGHT but received "1e3"'],
  ['IMAGE_FIT', 'outside', 'Expected one of inside, cover, contain, fill for IMAGE_FIT but received "outside"'],
  ['IMAGE_ENLARGE', 'yes', 'Expected one of true, false for IMAGE_ENLARGE but received "yes"'],
  ['OUTPUT_FORMAT', 'gif', 'Expected one of original, jpeg, png, webp for OUTPUT_FORMAT but received "gif"'],
  ['MAX_RECEIVE_COUNT', '0', 'Expected a whole number from 1 to 1000 for MAX_RECEIVE_COUNT but received "0"'],
  [
    'MAXIMUM_UPLOAD_MEGABYTES',
    '103',
    'Expected a whole number with 512 MB of memory from 1 to 102 for MAXIMUM_UPLOAD_MEGABYTES but received "103"',
  ],
  [
    'FUNCTION_TIMEOUT',
    '901',
    'Expected a whole number of seconds from 1 to 900 for FUNCTION_TIMEOUT but received "901"',
  ],
  ['ANIMATION_OVER_LIMIT', 'drop', 'Expected one of degrade, refuse for ANIMATION_OVER_LIMIT but received "drop"'],
  ['LOG_LEVEL', 'WARN', 'Expected one of DEBUG, INFO, WARNING, ERROR for LOG_LEVEL but received "WARN"'],
];

for (const [name, value, message] of wrong) {
  test(`"${value}" for ${name} is refused`, () => {
    assert.throws(
      () => readEnvironment({ ...ENVIRONMENT, [name]: value }),
      (error: Error) => error.message.includes(message),
    );
  });
}

test('every variable that is missing is named in one message', () => {
  const read = Object.keys(ENVIRONMENT).filter((name) => !name.startsWith('MALLOC_'));
  assert.throws(
    () => readEnvironment({}),
    ({ message }: Error) => read.every((name) => message.includes(`for ${name} but received nothing`)),
  );
});
