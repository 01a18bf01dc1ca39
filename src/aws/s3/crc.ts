/** A running cyclic redundancy check; `digest` gives its bytes in network order, as S3 encodes them. */
export type Crc = { update(chunk: Uint8Array): void; digest(): Buffer };

/** A lookup table of a reflected polynomial of 64 bits, as high and low halves: BigInt would be a hundred times slower. */
function table64(polynomialHigh: number, polynomialLow: number): { high: Int32Array; low: Int32Array } {
  const high = new Int32Array(256);
  const low = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let h = 0;
    let l = byte;
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (carry) {
        h ^= polynomialHigh;
        l ^= polynomialLow;
      }
    }
    high[byte] = h;
    low[byte] = l;
  }
  return { high, low };
}

function table32(polynomial: number): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    table[byte] = value;
  }
  return table;
}

// Castagnoli, reflected (RFC 3720, B.4).
const CRC32C_TABLE = table32(0x82f63b78);
// NVMe, reflected 0x9a6c9329ac4bc9b5 (NVM Express base specification 2.0, 4.6).
const CRC64NVME_TABLE = table64(0x9a6c9329, 0xac4bc9b5);

/** CRC-32C (Castagnoli). */
export function crc32c(): Crc {
  let crc = -1;
  return {
    update(chunk) {
      let value = crc;
      for (let i = 0; i < chunk.length; i++) {
        value = (value >>> 8) ^ (CRC32C_TABLE[(value ^ (chunk[i] as number)) & 0xff] as number);
      }
      crc = value;
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(~crc);
      return bytes;
    },
  };
}

/** CRC-64/NVME. */
export function crc64nvme(): Crc {
  let high = -1;
  let low = -1;
  return {
    update(chunk) {
      let h = high;
      let l = low;
      for (let i = 0; i < chunk.length; i++) {
        const index = (l ^ (chunk[i] as number)) & 0xff;
        l = ((l >>> 8) | (h << 24)) ^ (CRC64NVME_TABLE.low[index] as number);
        h = (h >>> 8) ^ (CRC64NVME_TABLE.high[index] as number);
      }
      high = h;
      low = l;
    },
    digest() {
      const bytes = Buffer.alloc(8);
      bytes.writeInt32BE(~high, 0);
      bytes.writeInt32BE(~low, 4);
      return bytes;
    },
  };
}
