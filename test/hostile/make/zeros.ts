import { constants, deflateRawSync } from 'node:zlib';
import { u32be } from './bytes.ts';

const PIECE_BYTES = 2 ** 20;
const ADLER = 65_521;

/** Deflated up to a byte's edge and without looking back, so that pieces can be strung together. */
const deflatePiece = (bytes: Buffer): Buffer => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });

/** A zlib stream of `prefix` and then `length` zeros, a thousandth as long, without having them anywhere. */
export function deflatedZeros(length: number, prefix: Buffer = Buffer.alloc(0)): Buffer {
  const zeros = deflatePiece(Buffer.alloc(PIECE_BYTES));
  const pieces = Array<Buffer>(Math.floor(length / PIECE_BYTES)).fill(zeros);
  let a = 1;
  let b = 0;
  for (const byte of prefix) {
    a = (a + byte) % ADLER;
    b = (b + a) % ADLER;
  }
  const checksum = ((b + a * (length % ADLER)) % ADLER) * 65_536 + a;
  const rest = deflateRawSync(Buffer.alloc(length % PIECE_BYTES));
  return Buffer.concat([Buffer.from([0x78, 0x9c]), deflatePiece(prefix), ...pieces, rest, u32be(checksum)]);
}
