import { expectAt, refOf, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, notApplicable, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { HANDLER_VARIABLES, imagePipelineOf } from '../facts/pipeline.ts';

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
  check(context) {
    const { imageFunction, imageQueue, uploadBucket, processedBucket } = imagePipelineOf(context) ?? {};
    if (!imageFunction) return notApplicable;
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
      ...(uploadBucket && { UPLOAD_BUCKET: refOf(context, uploadBucket) }),
      ...(processedBucket && { PROCESSED_BUCKET: refOf(context, processedBucket) }),
      ...(known(tries) && { MAX_RECEIVE_COUNT: String(tries) }),
      ...(known(timeout) && { FUNCTION_TIMEOUT: String(timeout) }),
      PIPELINE_NAME: context.settings.pseudo.StackName,
    };
    return checkEach(HANDLER_VARIABLES, (name) =>
      expectAt(
        context,
        imageFunction,
        ['Environment', 'Variables', name],
        fixed[name] ?? expected[name] ?? `a value for ${name}`,
        rightValue[name] ?? ((value) => (fixed[name] === undefined ? known(value) : String(value) === fixed[name])),
      ),
    );
  },
  mutants: [
    { title: 'one variable is missing', kind: 'single', mutate: remove(`${VARIABLES}.IMAGE_FIT`) },
    { title: 'there are none', kind: 'absent', mutate: remove('ImageFunction.Properties.Environment') },
    { title: 'one cannot be known', kind: 'hidden', mutate: hide(`${VARIABLES}.IMAGE_WIDTH`) },
    {
      title: 'it writes where it reads',
      kind: 'related',
      mutate: set(`${VARIABLES}.PROCESSED_BUCKET`, { Ref: 'UploadBucket' }),
    },
    {
      title: 'its metrics go under another name',
      kind: 'boundary',
      mutate: set(`${VARIABLES}.PIPELINE_NAME`, 'another'),
    },
    {
      title: 'it knows of more tries than there are',
      kind: 'boundary',
      mutate: set(`${VARIABLES}.MAX_RECEIVE_COUNT`, '4'),
    },
    {
      title: 'it knows of another timeout than its own',
      kind: 'boundary',
      mutate: set(`${VARIABLES}.FUNCTION_TIMEOUT`, '51'),
    },
    {
      title: 'an upload of more than a fifth of the memory',
      kind: 'boundary',
      mutate: set(`${VARIABLES}.${UPLOAD_SIZE}`, '103'),
    },
    {
      title: 'as many arenas of memory as glibc likes',
      kind: 'boundary',
      mutate: set(`${VARIABLES}.${ARENAS}`, '0'),
    },
  ],
};
