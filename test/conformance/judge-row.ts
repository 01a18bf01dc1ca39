import type { Chromium } from './chromium.ts';
import { decodePlainly } from './compare.ts';
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
      const seen = family.name === 'PNG' ? { ...picture, frames: picture.frames.slice(0, 1) } : picture;
      const problems = await judge({ format, shown }, seen, wanted);
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
