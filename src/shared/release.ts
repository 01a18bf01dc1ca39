/**
 * All of the memory that bytes are at the beginning of; undefined where they share it with others: parts, and what
 * comes from the pool that Node keeps for small buffers.
 */
export function ownMemory(bytes: Buffer): Buffer | undefined {
  const memory = bytes.buffer;
  return bytes.byteOffset !== 0 || memory.byteLength <= Buffer.poolSize ? undefined : Buffer.from(memory);
}

/**
 * Gives the memory of bytes back at once, not when the garbage is collected: several images' worth of it would be held
 * by then. The bytes are empty afterwards. Leaves those that share their memory with others.
 */
export function release(bytes: Buffer): void {
  const memory = ownMemory(bytes)?.buffer;
  if (memory instanceof ArrayBuffer) memory.transfer(0);
}

/** The same for what a socket has read, small or large: nobody else has a part of it where it is all of its memory. */
export function releaseRead(chunk: Buffer): void {
  const memory = chunk.buffer;
  if (memory instanceof ArrayBuffer && memory.byteLength === chunk.length) memory.transfer(0);
}
