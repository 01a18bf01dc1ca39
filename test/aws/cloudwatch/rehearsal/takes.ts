import type { Datum } from '../../../../src/aws/cloudwatch/metrics/metric.ts';
import type { Plan } from '../../../../src/local/deploy/plan.ts';
import type { Recording } from '../../../../src/local/metrics/recording.ts';
import { draw } from '../../../pictures.ts';
import { onStage } from './stage.ts';
import { recordWaiting } from './waiting.ts';

/**
 * What the local run really tells CloudWatch in a few seconds of each kind. In the first six the handler, its bundle,
 * the queues, the buckets and the permissions are those of `npm start`; the others are of its Lambda alone, with a
 * function that only waits.
 */
export type Takes = {
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

async function recordImages(plan: Plan): Promise<Pick<Takes, 'good' | 'bad' | 'flood' | 'denied'>> {
  let isDenied = false;
  const { authorization } = plan;
  const s3: typeof authorization.s3 = (request) =>
    isDenied && request.action === 's3:PutObject' && request.accessKeyId === 'function'
      ? 'the permission was taken away'
      : authorization.s3(request);
  const image = await draw({ width: 40, height: 30 }).jpeg().toBuffer();
  const all = (body: Uint8Array, count = IMAGES): Uint8Array[] => Array(count).fill(body);
  const takes: Partial<Takes> = {};
  await onStage({ ...plan, authorization: { ...authorization, s3 } }, async (stage) => {
    const isDrained = async () => (await stage.messagesLeft()) === 0;
    const haveFailed = async () => (await stage.deadLetters()) === IMAGES;
    takes.good = await stage.record(all(image), isDrained);
    takes.flood = await stage.record(all(image, FLOOD_IMAGES), async ({ lines }) => lines.length > 0);
    await stage.record([], isDrained);
    takes.bad = await stage.record(all(image.subarray(0, 200)), haveFailed);
    await stage.purge();
    isDenied = true;
    takes.denied = await stage.record(all(image), haveFailed);
  });
  return takes as Takes;
}

/** Beside the upload waits the event with which S3 tries its notification. */
async function recordStuck(plan: Plan): Promise<Recording> {
  const stopped = withProperties(plan, 'AWS::Lambda::EventSourceMapping', (all) => ({ ...all, Enabled: 'false' }));
  const recordings: Recording[] = [];
  await onStage(stopped, async (stage) => {
    recordings.push(await stage.record([Buffer.from('an upload')], async () => (await stage.messagesLeft()) > 1));
  });
  return recordings[0] as Recording;
}

const hasFailed = ({ name, values }: Datum): boolean => name === 'Errors' && values[0] === 1;

async function recordCrash(plan: Plan): Promise<Recording> {
  const recordings: Recording[] = [];
  await onStage(withVariable(plan, 'IMAGE_WIDTH', 'wide'), async (stage) => {
    const body = Buffer.from('an upload');
    recordings.push(await stage.record([body], async ({ data }) => data.some(hasFailed)));
  });
  return recordings[0] as Recording;
}

/** Records all takes of a plan, in some seconds. */
export async function recordTakes(plan: Plan): Promise<Takes> {
  const [images, stuck, crash, waiting] = await Promise.all([
    recordImages(plan),
    recordStuck(plan),
    recordCrash(plan),
    recordWaiting(plan),
  ]);
  return { ...images, stuck, crash, ...waiting };
}
