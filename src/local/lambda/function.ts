import { randomUUID } from 'node:crypto';
import { functionMetrics } from '../metrics/function-metrics.ts';
import type { Publish } from '../metrics/publish.ts';
import type { Invocation } from './batch-response.ts';
import { type ExecutionEnvironment, startEnvironment, type TimedInvocation } from './execution-environment.ts';

/** An AWS::Lambda::Function as the run needs it. */
export type FunctionSettings = {
  name: string;
  bundle: string;
  exportName: string;
  timeoutSeconds: number;
  memoryMebibytes: number;
  /** Undefined: no reservation, so nothing is throttled. */
  reservedConcurrency?: number;
  /** All that the function's processes find in their environment. */
  variables: Record<string, string>;
  /** Told every line of the function's log. */
  log(line: string): void;
  /** Told what Lambda publishes of the function to CloudWatch. */
  publish?: Publish;
};

export type LocalFunction = {
  invoke(event: unknown): Promise<Invocation>;
  close(): Promise<void>;
};

const MEBIBYTE = 1024 * 1024;

/** The function: one process for each invocation that runs at the same time, kept warm for the next. */
export function startFunction(settings: FunctionSettings): LocalFunction {
  const environments = new Set<ExecutionEnvironment>();
  const idle: ExecutionEnvironment[] = [];
  const metrics = functionMetrics(settings.name, settings.publish);
  let running = 0;

  function take(): ExecutionEnvironment {
    for (let warm = idle.pop(); warm !== undefined; warm = idle.pop()) {
      if (warm.isAlive()) return warm;
      environments.delete(warm);
    }
    const { bundle, exportName, variables, log } = settings;
    const memoryBytes = settings.memoryMebibytes * MEBIBYTE;
    const environment = startEnvironment({ bundle, exportName, variables, memoryBytes, log });
    environments.add(environment);
    return environment;
  }

  /** The line that Lambda itself writes after each invocation. */
  function report(requestId: string, timed: TimedInvocation, environment: ExecutionEnvironment): void {
    const { outcome, milliseconds, initMilliseconds } = timed;
    const peak = environment.peakMemoryBytes();
    const record = {
      requestId,
      status: 'error' in outcome ? 'error' : 'success',
      ...('error' in outcome ? { error: outcome.error } : {}),
      metrics: {
        durationMs: milliseconds,
        ...(initMilliseconds === undefined ? {} : { initDurationMs: initMilliseconds }),
        memorySizeMB: settings.memoryMebibytes,
        ...(peak === undefined ? {} : { maxMemoryUsedMB: Math.ceil(peak / MEBIBYTE) }),
      },
    };
    settings.log(JSON.stringify({ time: new Date().toISOString(), type: 'platform.report', record }));
  }

  return {
    async invoke(event) {
      const { name, reservedConcurrency = Number.POSITIVE_INFINITY } = settings;
      if (running >= reservedConcurrency) {
        metrics.throttled();
        return { error: `TooManyRequestsException: ${name} already runs ${running} of ${reservedConcurrency} times` };
      }
      running++;
      metrics.started(running);
      try {
        const environment = take();
        const awsRequestId = randomUUID();
        const started = Date.now();
        const timed = await environment.invoke(event, awsRequestId, settings.timeoutSeconds * 1000);
        const { outcome, milliseconds } = timed;
        report(awsRequestId, timed, environment);
        metrics.ended(started, 'error' in outcome, milliseconds);
        if (environment.isAlive()) idle.push(environment);
        else environments.delete(environment);
        return outcome;
      } finally {
        running--;
      }
    },
    async close() {
      await Promise.all([...environments].map((environment) => environment.close()));
    },
  };
}
