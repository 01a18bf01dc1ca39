import { BMP } from './bmp-files.ts';
import { findChromium, startChromium } from './chromium.ts';
import { decodePlainly, difference, fitted, fittedSize, flattened, withoutHalves } from './compare.ts';
import { pairwise } from './covering.ts';
import { GIF } from './gif-files.ts';
import { makeRendition } from './handler.ts';
import { JPEG } from './jpeg-files.ts';
import { PNG } from './png-files.ts';
import { WEBP } from './webp-files.ts';

const c = process.env.CHR ? await startChromium((await findChromium())!) : undefined;
const only = process.argv[2];
const BOX: any = { smaller: [24, 18], larger: [100, 80], narrow: [30, 70], low: [90, 26], huge: [1600, 1400] };
const OD = {
  box: Object.keys(BOX),
  fit: ['inside', 'cover', 'contain', 'fill'],
  enlarge: ['false', 'true'],
  format: ['original', 'jpeg', 'png', 'webp'],
};
for (const fam of [PNG, JPEG, GIF, WEBP, BMP]) {
  if (only && fam.name !== only) continue;
  let t = performance.now();
  const rows = pairwise(
    { ...fam.dimensions, ...OD },
    (r) => fam.isPossible(r) && (r.box !== 'huge' || (r.enlarge === 'false' && r.fit !== 'contain')),
    Number(process.env.SEED ?? 1),
  );
  console.log('==', fam.name, rows.length, Math.round(performance.now() - t));
  t = performance.now();
  const by = new Map<string, number[]>();
  const fails: string[] = [];
  const known = (r: any) =>
    (fam.name === 'PNG' &&
      (r.animation === 'without the first picture' ||
        /^gAMA|cICP/.test(r.colours) ||
        (r.transparency !== 'none' &&
          /^gray/.test(r.kind) &&
          !/16/.test(r.kind) &&
          (r.format === 'png' || r.format === 'original')))) ||
    (fam.name === 'GIF' &&
      (r.screen !== 'covered' || r.transparent === 'first' || r.transparent === 'all' || r.disposal === '2')) ||
    (r.fit === 'contain' && /gray/.test(r.kind + r.model) && (r.format === 'png' || r.format === 'original'));
  for (const row of rows) {
    if (process.env.NEW && known(row)) continue;
    const o = {
      width: BOX[row.box!][0],
      height: BOX[row.box!][1],
      fit: row.fit,
      enlarge: row.enlarge === 'true',
      outputFormat: row.format,
    } as any;
    const u = await fam.make(row);
    let r;
    try {
      r = await makeRendition(u.bytes, o);
    } catch (e) {
      fails.push('ERR ' + String(e).slice(0, 200) + JSON.stringify(row));
      continue;
    }
    const size = fittedSize(u.drawn, o);
    const animated = r.format === 'gif' || r.format === 'webp';
    let want = await fitted(animated ? u.drawn : { ...u.drawn, frames: u.drawn.frames.slice(0, 1) }, o);
    if (fam.name === 'PNG') want = { ...want, frames: want.frames.slice(0, 1) };
    want = {
      ...want,
      frames: want.frames.map((f) => ({
        ...f,
        rgba: r!.format === 'jpeg' ? flattened(f.rgba) : r!.format === 'gif' ? withoutHalves(f.rgba) : f.rgba,
      })),
    };
    for (const [who, d] of [
      ['plain', await decodePlainly(r.bytes)],
      ...(c ? [['chromium', await c.decode(r.bytes, r.contentType)]] : []),
    ] as any) {
      if (
        d.width !== size.width ||
        d.height !== size.height ||
        want.width !== size.width ||
        want.height !== size.height
      ) {
        fails.push(
          `${who} SIZE ${d.width}x${d.height} want ${size.width}x${size.height} sharp ${want.width}x${want.height} ${JSON.stringify(row)}`,
        );
        continue;
      }
      if (d.frames.length !== want.frames.length) {
        fails.push(`${who} FRAMES ${d.frames.length} want ${want.frames.length} ${JSON.stringify(row)}`);
        continue;
      }
      const n = (x: number) => (x <= 10 ? 100 : x);
      if (
        d.frames.length > 1 &&
        (d.loop !== want.loop ||
          String(d.frames.map((f: any) => n(f.delay))) !== String(want.frames.map((f) => n(f.delay))))
      )
        fails.push(
          `${who} TIMES ${d.loop} ${d.frames.map((f: any) => f.delay)} want ${want.loop} ${want.frames.map((f) => f.delay)} ${JSON.stringify(row)}`,
        );
      const es = d.frames.map((f: any, i: number) => difference(f.rgba, want.frames[i]!.rgba, d.width));
      const e = [
        Math.max(...es.map((x: any) => x.mean)),
        Math.max(...es.map((x: any) => x.line)),
        Math.max(...es.map((x: any) => x.alpha)),
      ];
      const k = who + ' ' + r.format + (fam.name === 'JPEG' && /K by/.test(row.model!) ? ' cmyk' : '');
      by.set(k, [...(by.get(k) ?? []), e[0]!]);
      by.set(k + ' line', [...(by.get(k + ' line') ?? []), e[1]!]);
      by.set(k + ' alpha', [...(by.get(k + ' alpha') ?? []), e[2]!]);
      const lossy = r.format === 'jpeg' || r.format === 'webp';
      const T = /K by/.test(row.model ?? '') ? [25, 50, 4] : lossy ? [6, 34, 4] : [3, 12, 3];
      if (e.some((x, i) => x > T[i]!)) fails.push(`${who} ${e.map((x) => x.toFixed(1))} ${JSON.stringify(row)}`);
    }
  }
  console.log('ms', Math.round(performance.now() - t));
  for (const [k, v] of by) {
    v.sort((a, b) => a - b);
    console.log(
      k,
      v.length,
      'p50',
      v[v.length >> 1]!.toFixed(2),
      'p75',
      v[Math.floor(v.length * 0.75)]!.toFixed(2),
      'p90',
      v[Math.floor(v.length * 0.9)]!.toFixed(2),
      'max',
      v.at(-1)!.toFixed(2),
    );
  }
  console.log(fails.length + ' fails');
  console.log(
    fails
      .sort()
      .slice(0, Number(process.env.N ?? 30))
      .join('\n'),
  );
}
await c?.end();
