import type { Publish } from './publish.ts';

/** What Lambda tells CloudWatch of a function. */
export type FunctionMetrics = {
  /** `running` counts this invocation too. */
  started(running: number): void;
  ended(startedAt: number, failed: boolean, milliseconds: number): void;
  throttled(): void;
};

/**
 * Lambda's metrics of a function, under its name alone. Those of an invocation bear the time of its start.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function functionMetrics(functionName: string, publish: Publish = () => undefined): FunctionMetrics {
  const dimensions = { FunctionName: functionName };
  const put = (name: string, value: number, unit: string, at = Date.now()): void =>
    publish({ namespace: 'AWS/Lambda', name, dimensions, at, values: [value], unit });
  return {
    started: (running) => put('ConcurrentExecutions', running, 'Count'),
    ended(startedAt, failed, milliseconds) {
      put('Invocations', 1, 'Count', startedAt);
      put('Errors', failed ? 1 : 0, 'Count', startedAt);
      put('Throttles', 0, 'Count', startedAt);
      put('Duration', milliseconds, 'Milliseconds', startedAt);
    },
    throttled: () => put('Throttles', 1, 'Count'),
  };
}
