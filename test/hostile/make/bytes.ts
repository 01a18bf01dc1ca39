export const text = (value: string): Buffer => Buffer.from(value, 'latin1');

export const u8 = (...values: number[]): Buffer => Buffer.from(values);

export function u16be(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.map((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

export function u16le(...values: number[]): Buffer {
  return u16be(...values).swap16();
}

export function u32be(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.map((value, index) => bytes.writeUInt32BE(value >>> 0, index * 4));
  return bytes;
}

export function u32le(...values: number[]): Buffer {
  return u32be(...values).swap32();
}

/** Three bytes, as WEBP has its sizes. */
export const u24le = (value: number): Buffer => u32le(value).subarray(0, 3);

/** A copy with other bytes at an offset. */
export function patch(bytes: Buffer, at: number, replacement: Buffer): Buffer {
  const patched = Buffer.from(bytes);
  replacement.copy(patched, at);
  return patched;
}

export const insert = (bytes: Buffer, at: number, inserted: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
