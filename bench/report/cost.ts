import { PRICES } from '../../src/pipeline/prices.ts';

export type Architecture = keyof typeof PRICES.lambda.gbSecond;

/**
 * Dollars that Lambda takes for a million images at list prices, of which one takes so many milliseconds of an invocation, in
 * batches of so many.
 */
export function costOfMillion(
  architecture: Architecture,
  { memorySize, milliseconds, batch }: { memorySize: number; milliseconds: number; batch: number },
): number {
  const gbSeconds = ((milliseconds / 1000) * 1e6 * memorySize) / 1024;
  return gbSeconds * PRICES.lambda.gbSecond[architecture] + (1e6 / batch) * PRICES.lambda.request;
}
