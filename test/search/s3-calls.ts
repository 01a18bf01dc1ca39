import type { S3Client } from '@aws-sdk/client-s3';
import { type S3Call, s3Failure } from './memory-s3.ts';
import { abortError, never, ownerOf } from './owners.ts';
import { type Answered, createS3Client } from './s3-client.ts';
import type { Fault } from './schedule.ts';
import { isUnderWay, type Op } from './world.ts';

const CODES = {
  503: 'SlowDown',
  500: 'InternalError',
  403: 'AccessDenied',
  409: 'ConditionalRequestConflict',
  412: 'PreconditionFailed',
} as const;

const shorten = (key: string): string => (key.length > 50 ? `${key.slice(0, 20)}…` : key);

const nameOf = ({ method, bucket, key, versionId }: S3Call): string =>
  [method, `${bucket}/${shorten(key)}`, versionId?.replace(/^v0*/, 'v')].filter(Boolean).join(' ');

const reset = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/**
 * The handler's way to the S3 of its world. A call reaches S3, and its answer the handler, when the schedule says so;
 * between the two the handler may end, or its deadline come. A fault takes the place of the answer.
 */
export const createScheduledS3 = (): S3Client =>
  createS3Client((call, signal) => {
    const { world, invocation } = ownerOf(signal);
    if (invocation.state !== 'running') return never();
    const name = `${invocation.name} ${nameOf(call)}`;
    const isAwaited = (): boolean => invocation.state === 'running' && !signal.aborted;

    return new Promise<Answered>((resolve, reject) => {
      const drop = (op: Op): void => {
        world.ops = world.ops.filter((each) => each !== op);
      };
      function answer(answered: Answered, what: string | number): void {
        if (!isAwaited()) return;
        const op: Op = { name: `${name} → ${what}`, invocation, go: () => resolve(answered) };
        world.ops.push(op);
        signal.addEventListener('abort', () => drop(op), { once: true });
      }
      function reach(): void {
        const answered = world.s3.answer(call);
        if (call.method === 'PUT' && !isAwaited()) world.unwatched.add(call.key);
        answer(answered, answered.status);
      }
      function fault(kind: Fault): void {
        switch (kind) {
          case 'cut body':
          case 'broken body':
            answer({ ...world.s3.answer(call), isCut: kind === 'cut body', isReset: kind === 'broken body' }, kind);
            break;
          case 'lost answer':
          case 'reset':
            if (kind === 'lost answer') world.s3.answer(call);
            if (isAwaited()) reject(reset());
            break;
          default: {
            const failure = s3Failure(Number(kind), CODES[kind]);
            answer(call.method === 'HEAD' ? { ...failure, body: Buffer.alloc(0) } : failure, kind);
          }
        }
      }
      const request: Op = { name, invocation, call, go: reach, fault };
      world.ops.push(request);
      const stop = (): void => {
        if (!isUnderWay(request)) drop(request);
        reject(abortError());
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  });
