/** Of the windows that are compared, in pixels, and how far they lie apart. */
const WINDOW = 8;
const STEP = 4;
/** Of the formula, for values from 0 to 255: https://en.wikipedia.org/wiki/Structural_similarity_index_measure */
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

function ofWindow(a: Uint8Array, b: Uint8Array, at: number, width: number): number {
  let [sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
  for (let y = 0; y < WINDOW; y++) {
    for (let x = 0; x < WINDOW; x++) {
      const [p = 0, q = 0] = [a[at + y * width + x], b[at + y * width + x]];
      sumA += p;
      sumB += q;
      squaresA += p * p;
      squaresB += q * q;
      products += p * q;
    }
  }
  const count = WINDOW * WINDOW;
  const [meanA, meanB] = [sumA / count, sumB / count];
  const [varianceA, varianceB] = [squaresA / count - meanA ** 2, squaresB / count - meanB ** 2];
  const covariance = products / count - meanA * meanB;
  return (
    ((2 * meanA * meanB + C1) * (2 * covariance + C2)) / ((meanA ** 2 + meanB ** 2 + C1) * (varianceA + varianceB + C2))
  );
}

/** How alike two pictures of grey pixels and one size are: 1 where they are equal. At least 8 pixels on each side. */
export function ssim(a: Uint8Array, b: Uint8Array, width: number, height: number): number {
  if (a.length !== width * height || b.length !== a.length) {
    throw new Error(`Expected ${width * height} pixels of two pictures but received ${a.length} and ${b.length}`);
  }
  let sum = 0;
  let windows = 0;
  for (let y = 0; y + WINDOW <= height; y += STEP) {
    for (let x = 0; x + WINDOW <= width; x += STEP) {
      sum += ofWindow(a, b, y * width + x, width);
      windows++;
    }
  }
  return sum / windows;
}
