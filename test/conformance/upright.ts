/**
 * Turns pixels upright as EXIF's orientation says, 1 to 8: where in the file a pixel of the upright picture is.
 * https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, 4.6.4, tag 274
 */
export function upright(
  rgba: Uint8Array,
  orientation: number,
  width: number,
  height: number,
): { width: number; height: number; rgba: Uint8Array } {
  const [right, bottom] = [width - 1, height - 1];
  const source: Readonly<Record<number, (x: number, y: number) => readonly [number, number]>> = {
    1: (x, y) => [x, y],
    2: (x, y) => [right - x, y],
    3: (x, y) => [right - x, bottom - y],
    4: (x, y) => [x, bottom - y],
    5: (x, y) => [y, x],
    6: (x, y) => [y, bottom - x],
    7: (x, y) => [right - y, bottom - x],
    8: (x, y) => [right - y, x],
  };
  const from = source[orientation];
  if (from === undefined) throw new Error(`Expected an orientation from 1 to 8 but received ${orientation}`);
  const [across, down] = orientation > 4 ? [height, width] : [width, height];
  const turned = new Uint8Array(rgba.length);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [column, row] = from(x, y);
      const at = (row * width + column) * 4;
      turned.set(rgba.subarray(at, at + 4), (y * across + x) * 4);
    }
  }
  return { width: across, height: down, rgba: turned };
}
