import type { Datum } from '../../../../src/aws/cloudwatch/metrics/metric.ts';
import type { Plan } from '../../../../src/local/deploy/plan.ts';
import type { Recording } from '../../../../src/local/metrics/recording.ts';
import { draw } from '../../../pictures.ts';
import { inLocalRun } from './local-run.ts';
import { recordWaiting } from './waiting.ts';

/**
 * What the local run really tells CloudWatch in a few seconds of each kind. In the first six the handler, its bundle,
 * the queues, the buckets and the permissions are those of `npm start`; the others are of its Lambda alone, with a
 * function that only waits.
 */
export type Recordings = {
  /** Images that are processed. */
  good: Recording;
  /** Files that are no images, tried three times each. */
  bad: Recording;
  /** More images than the function has time for, and some of them wait. */
  flood: Recording;
  /** Good images, while the function may not write. */
  denied: Recording;
  /** An upload that nobody fetches from the image queue. */
  stuck: Recording;
  /** A function that cannot start, for one of its variables is wrong. */
  crash: Recording;
  /** An invocation that takes nearly all of its time. */
  slow: Recording;
  /** As many invocations at a time as are reserved. */
  busy: Recording;
  /** One invocation more than are reserved. */
  throttled: Recording;
};

const IMAGES = 2;
const FLOOD_IMAGES = 8;

type Properties = Record<string, unknown>;

/** A plan whose resources of a type have other properties. */
const withProperties = (plan: Plan, type: string, change: (properties: Properties) => Properties): Plan => ({
  ...plan,
  resources: Object.fromEntries(
    Object.entries(plan.resources).map(([id, resource]) => [
      id,
      resource.Type === type ? { ...resource, Properties: change(resource.Properties) } : resource,
    ]),
  ),
});

const withVariable = (plan: Plan, name: string, value: string): Plan =>
  withProperties(plan, 'AWS::Lambda::Function', (properties) => {
    const { Variables } = properties['Environment'] as { Variables: Properties };
    return { ...properties, Environment: { Variables: { ...Variables, [name]: value } } };
  });

async function recordImages(plan: Plan): Promise<Pick<Recordings, 'good' | 'bad' | 'flood' | 'denied'>> {
  let isDenied = false;
  const { authorization } = plan;
  const s3: typeof authorization.s3 = (request) =>
    isDenied && request.action === 's3:PutObject' && request.accessKeyId === 'function'
      ? 'the permission was taken away'
      : authorization.s3(request);
  const image = await draw({ width: 40, height: 30 }).jpeg().toBuffer();
  const all = (body: Uint8Array, count = IMAGES): Uint8Array[] => Array(count).fill(body);
  const recordings: Partial<Recordings> = {};
  await inLocalRun({ ...plan, authorization: { ...authorization, s3 } }, async (localRun) => {
    const isDrained = async () => (await localRun.messagesLeft()) === 0;
    const haveFailed = async () => (await localRun.deadLetters()) === IMAGES;
    recordings.good = await localRun.record(all(image), isDrained);
    recordings.flood = await localRun.record(all(image, FLOOD_IMAGES), async ({ lines }) => lines.length > 0);
    await localRun.record([], isDrained);
    recordings.bad = await localRun.record(all(image.subarray(0, 200)), haveFailed);
    await localRun.purge();
    isDenied = true;
    recordings.denied = await localRun.record(all(image), haveFailed);
  });
  return recordings as Recordings;
}

/** Beside the upload waits the event with which S3 tries its notification. */
async function recordStuck(plan: Plan): Promise<Recording> {
  const stopped = withProperties(plan, 'AWS::Lambda::EventSourceMapping', (all) => ({ ...all, Enabled: 'false' }));
  const recordings: Recording[] = [];
  await inLocalRun(stopped, async (localRun) => {
    recordings.push(await localRun.record([Buffer.from('an upload')], async () => (await localRun.messagesLeft()) > 1));
  });
  return recordings[0] as Recording;
}

const hasFailed = ({ name, values }: Datum): boolean => name === 'Errors' && values[0] === 1;

async function recordCrash(plan: Plan): Promise<Recording> {
  const recordings: Recording[] = [];
  await inLocalRun(withVariable(plan, 'IMAGE_WIDTH', 'wide'), async (localRun) => {
    const body = Buffer.from('an upload');
    recordings.push(await localRun.record([body], async ({ data }) => data.some(hasFailed)));
  });
  return recordings[0] as Recording;
}

/** Makes all recordings of a plan, in some seconds. */
export async function record(plan: Plan): Promise<Recordings> {
  const [images, stuck, crash, waiting] = await Promise.all([
    recordImages(plan),
    recordStuck(plan),
    recordCrash(plan),
    recordWaiting(plan),
  ]);
  return { ...images, stuck, crash, ...waiting };
}
