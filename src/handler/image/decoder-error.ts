import { BmpError } from '../bmp/bmp-header.ts';
import { PassingError, PermanentError } from '../errors/coded-errors.ts';

/**
 * Returns the handler's error for what a decoder threw. A decoder fails on a file in the same way each time, so the file is
 * CORRUPT. Only a lack of memory or time may pass. `warning` is what the decoder has said besides.
 */
export function decoderError(error: unknown, warning?: string): unknown {
  if (error instanceof PermanentError) return error;
  if (error instanceof BmpError) return new PermanentError(error.code, error.message, { cause: error });
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  const reason = line.replace(/:\s*$/, ''); // sharp's words, and libvips had none to add
  if (error instanceof RangeError || /memory|malloc/i.test(reason)) {
    return new PassingError('OUT_OF_MEMORY', `Expected memory to decode an image but received: ${reason}`, {
      cause: error,
    });
  }
  // sharp's own time limit: "timeout: 42% complete".
  if (reason.startsWith('timeout:')) {
    return new PassingError('TOO_SLOW', `Expected an image to be made in its time but received: ${reason}`);
  }
  const received = warning === undefined ? reason : `${reason} (${warning})`;
  return new PermanentError('CORRUPT', `Expected an image that can be decoded but received: ${received}`, {
    cause: error,
  });
}
