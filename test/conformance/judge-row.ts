import type { Chromium } from './chromium.ts';
import { decodePlainly } from './compare.ts';
import type { Decoded } from './decoded.ts';
import { EXCEPTIONS, type Reference } from './exceptions.ts';
import type { MakeRendition } from './handler.ts';
import { judge } from './judge.ts';
import { optionsOf } from './settings.ts';
import type { Family, Row } from './upload.ts';

export type Verdict = {
  row: Row;
  reference: Reference;
  problems: string[];
  /** Of the exceptions that it needed, by their place in EXCEPTIONS. */
  needed: number[];
};

/** Sends one file through the handler and judges the rendition by each reference. */
export async function judgeRow(
  family: Family,
  row: Row,
  makeRendition: MakeRendition,
  chromium?: Chromium,
): Promise<Verdict[]> {
  const { bytes, type, drawn } = await family.make(row);
  const options = optionsOf(row);
  const references: Reference[] = chromium ? ['drawn', 'chromium'] : ['drawn'];
  const wanted = { ...options, orientation: Number(row['orientation'] ?? 1) };
  let rendition: Awaited<ReturnType<MakeRendition>>;
  try {
    rendition = await makeRendition(bytes, options);
  } catch (error) {
    const problems = [`Expected a rendition but received ${error}`];
    return references.map((reference) => ({ row, reference, problems, needed: [] }));
  }
  const { format, contentType } = rendition;
  return Promise.all(
    references.map(async (reference) => {
      const [picture, shown] =
        reference === 'chromium' && chromium
          ? await Promise.all([chromium.decode(bytes, type), chromium.decode(rendition.bytes, contentType)])
          : [drawn, await decodePlainly(rendition.bytes)];
      // libvips reads no more of an animated PNG.
      const firstOf = (all: Decoded): Decoded =>
        family.name === 'PNG' ? { ...all, frames: all.frames.slice(0, 1) } : all;
      const seen = firstOf(picture);
      const otherwise = reference === 'chromium' ? await compareWhole(seen, firstOf(drawn)) : [];
      const problems = [...otherwise, ...(await judge({ format, shown }, seen, wanted, family.toleranceOf?.(row)))];
      if (problems.length === 0) return { row, reference, problems, needed: [] };
      const needed = EXCEPTIONS.flatMap(({ of, isOf }, at) =>
        of.includes(reference) && isOf(family.name, row) ? [at] : [],
      );
      if (needed.length === 0) return { row, reference, problems, needed };
      const tolerances = needed.map((at) => EXCEPTIONS[at]?.tolerance);
      if (tolerances.includes(undefined)) return { row, reference, problems: [], needed };
      const widest = {
        mean: Math.max(...tolerances.map((tolerance) => tolerance?.mean ?? 0)),
        line: Math.max(...tolerances.map((tolerance) => tolerance?.line ?? 0)),
        alpha: Math.max(...tolerances.map((tolerance) => tolerance?.alpha ?? 0)),
      };
      return { row, reference, problems: await judge({ format, shown }, seen, wanted, widest), needed };
    }),
  );
}

/** Of what is decoded in full size, with what JPEG and WEBP lose. */
const DECODED = { mean: 4, line: 16, alpha: 2 };

/** What was drawn has to be what the browser shows: else the files of these tests are wrong. */
async function compareWhole(seen: Decoded, drawn: Decoded): Promise<string[]> {
  const { width, height } = drawn;
  const options = { width, height, fit: 'fill', enlarge: false, outputFormat: 'original' } as const;
  const problems = await judge(
    { format: drawn.frames.length > 1 ? 'webp' : 'png', shown: seen },
    drawn,
    options,
    DECODED,
  );
  return problems.map((problem) => `The upload itself: ${problem}`);
}

/** Rows that are worked on at a time: the browser decodes one picture while sharp makes another. */
const IN_FLIGHT = 4;

export async function judgeRows(
  family: Family,
  rows: Iterable<Row>,
  makeRendition: MakeRendition,
  chromium?: Chromium,
): Promise<Verdict[]> {
  const left = rows[Symbol.iterator]();
  const verdicts: Verdict[] = [];
  const work = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) {
      verdicts.push(...(await judgeRow(family, next.value, makeRendition, chromium)));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return verdicts;
}
