import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Environment, readEnvironment } from '../../src/handler/environment.ts';
import { MAX_WORK_IN_FLIGHT, workInFlight } from '../../src/handler/picture/limits.ts';
import { ENVIRONMENT } from './environment.ts';

test('the variables of the template become settings', () => {
  assert.deepEqual(readEnvironment({ ...ENVIRONMENT, AWS_REGION: 'eu-west-1' }), {
    uploadBucket: 'uploads',
    processedBucket: 'processed',
    pipelineName: 'pipeline',
    metricNamespace: 'ImagePipeline',
    logLevel: 'DEBUG',
    maxReceiveCount: 3,
    render: { width: 80, height: 60, fit: 'inside', enlarge: false, outputFormat: 'original' },
    memorySize: 512,
  });
});

test('a larger function works on more at a time, and one that Lambda says nothing of on what the smallest may', () => {
  const { memorySize } = readEnvironment({ ...ENVIRONMENT, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048' });
  assert.equal(workInFlight(memorySize), 4 * MAX_WORK_IN_FLIGHT);
  assert.equal(workInFlight(readEnvironment(ENVIRONMENT).memorySize), MAX_WORK_IN_FLIGHT);
  assert.equal(workInFlight(128), MAX_WORK_IN_FLIGHT);
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
