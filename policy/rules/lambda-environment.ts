import { expectAt, refOf, valueAt } from '../deployed.ts';
import { hide, remove, set } from '../mutate.ts';
import { pipelineOf } from '../pipeline.ts';
import type { Rule } from '../rule.ts';
import { isHidden } from '../values.ts';

/** What the handler cannot start without, and what keeps glibc from holding memory that nobody uses. */
export const HANDLER_VARIABLES = [
  'UPLOAD_BUCKET',
  'PROCESSED_BUCKET',
  'PIPELINE_NAME',
  'METRIC_NAMESPACE',
  'IMAGE_WIDTH',
  'IMAGE_HEIGHT',
  'IMAGE_FIT',
  'IMAGE_ENLARGE',
  'OUTPUT_FORMAT',
  'LOG_LEVEL',
  'MAX_RECEIVE_COUNT',
  'MAXIMUM_UPLOAD_MEGABYTES',
  'FUNCTION_TIMEOUT',
  'MALLOC_ARENA_MAX',
  'MALLOC_MMAP_THRESHOLD_',
  'MALLOC_TRIM_THRESHOLD_',
] as const;

/** glibc takes 0 for no limit. */
const ARENAS = 'MALLOC_ARENA_MAX';
const UPLOAD_SIZE = 'MAXIMUM_UPLOAD_MEGABYTES';
/** Of MemorySize. */
const UPLOAD_SHARE = 1 / 5;

const VARIABLES = 'ImageFunction.Properties.Environment.Variables';

export const lambdaEnvironment: Rule = {
  id: 'LAMBDA-15',
  title:
    'The image function gets every variable that the handler reads, with the two buckets, the number of tries and the timeout as they are, and uploads that its memory has room for',
  why: 'With one missing the handler does not start; with the buckets mixed up it may neither read nor write. Either way every image ends in the dead-letter queue. With another number of tries than the queue has, what fails at its last one leaves no report. With another timeout than its own it begins what it cannot end, or refuses what it can. With larger uploads than a fifth of its memory it does not start.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
    controls: ['Well-Architected OPS05-BP01'],
  },
  check(judged) {
    const { imageFunction, imageQueue, uploadBucket, processedBucket } = pipelineOf(judged) ?? {};
    if (!imageFunction) return [];
    const known = (value: unknown): boolean => value !== undefined && value !== '' && !isHidden(value);
    const tries = imageQueue && valueAt(imageQueue, ['RedrivePolicy', 'maxReceiveCount']);
    const timeout = valueAt(imageFunction, ['Timeout']);
    const memory = Number(valueAt(imageFunction, ['MemorySize']));
    const hasRoom = (value: unknown): boolean => known(value) && !(Number(value) > memory * UPLOAD_SHARE);
    const rightValue: Partial<Record<string, (value: unknown) => boolean>> = {
      [UPLOAD_SIZE]: hasRoom,
      [ARENAS]: (value) => known(value) && Number(value) >= 1,
    };
    const expected: Partial<Record<string, string>> = {
      [UPLOAD_SIZE]: `a value of at most a fifth of MemorySize for ${UPLOAD_SIZE}`,
      [ARENAS]: `a value of at least 1 for ${ARENAS}`,
    };
    const fixed: Partial<Record<string, string>> = {
      ...(uploadBucket && { UPLOAD_BUCKET: refOf(judged, uploadBucket) }),
      ...(processedBucket && { PROCESSED_BUCKET: refOf(judged, processedBucket) }),
      ...(known(tries) && { MAX_RECEIVE_COUNT: String(tries) }),
      ...(known(timeout) && { FUNCTION_TIMEOUT: String(timeout) }),
      PIPELINE_NAME: judged.settings.pseudo.StackName,
    };
    return HANDLER_VARIABLES.flatMap((name) =>
      expectAt(
        judged,
        imageFunction,
        ['Environment', 'Variables', name],
        fixed[name] ?? expected[name] ?? `a value for ${name}`,
        rightValue[name] ?? ((value) => (fixed[name] === undefined ? known(value) : String(value) === fixed[name])),
      ),
    );
  },
  mutants: [
    { title: 'one variable is missing', kind: 'some', mutate: remove(`${VARIABLES}.IMAGE_FIT`) },
    { title: 'there are none', kind: 'absent', mutate: remove('ImageFunction.Properties.Environment') },
    { title: 'one cannot be known', kind: 'hidden', mutate: hide(`${VARIABLES}.IMAGE_WIDTH`) },
    {
      title: 'it writes where it reads',
      kind: 'companion',
      mutate: set(`${VARIABLES}.PROCESSED_BUCKET`, { Ref: 'UploadBucket' }),
    },
    {
      title: 'its metrics go under another name',
      kind: 'over the line',
      mutate: set(`${VARIABLES}.PIPELINE_NAME`, 'another'),
    },
    {
      title: 'it knows of more tries than there are',
      kind: 'over the line',
      mutate: set(`${VARIABLES}.MAX_RECEIVE_COUNT`, '4'),
    },
    {
      title: 'it knows of another timeout than its own',
      kind: 'over the line',
      mutate: set(`${VARIABLES}.FUNCTION_TIMEOUT`, '51'),
    },
    {
      title: 'an upload of more than a fifth of the memory',
      kind: 'over the line',
      mutate: set(`${VARIABLES}.${UPLOAD_SIZE}`, '103'),
    },
    {
      title: 'as many arenas of memory as glibc likes',
      kind: 'over the line',
      mutate: set(`${VARIABLES}.${ARENAS}`, '0'),
    },
  ],
};
