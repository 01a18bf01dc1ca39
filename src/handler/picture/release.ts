/**
 * Gives the memory of bytes back at once, not when the garbage is collected: several images' worth of it would be held by
 * then. The bytes are empty afterwards. Leaves those that share their memory with others: parts, and what comes from the
 * pool that Node keeps for small buffers.
 */
export function release(bytes: Buffer): void {
  const memory = bytes.buffer;
  if (bytes.byteOffset !== 0 || memory.byteLength <= Buffer.poolSize) return;
  if (memory instanceof ArrayBuffer) memory.transfer(0);
}
