import { BMP } from './bmp-files.ts';
import { findChromium, startChromium } from './chromium.ts';
import { decodePlainly, difference, fitted, flattened } from './compare.ts';
import { GIF } from './gif-files.ts';
import { makeRendition } from './handler.ts';
import { JPEG } from './jpeg-files.ts';
import { PNG } from './png-files.ts';
import { WEBP } from './webp-files.ts';

const c = process.env.CHR ? await startChromium((await findChromium())!) : undefined;
const F: any = { PNG, JPEG, GIF, WEBP, BMP };
const one = async (f: string, row: any, o: any) => {
  const fam = F[f];
  const base = Object.fromEntries(Object.entries(fam.dimensions).map(([k, v]: any) => [k, v[0]!]));
  const u = await fam.make({ ...base, ...row });
  const opt = { width: 100, height: 80, fit: 'fill', enlarge: true, outputFormat: 'png', ...o };
  const r = await makeRendition(u.bytes, opt);
  const want = await fitted({ ...u.drawn, frames: u.drawn.frames.slice(0, r.frames) }, opt);
  if (r.format === 'jpeg') want.frames = want.frames.map((f: any) => ({ ...f, rgba: flattened(f.rgba) }));
  const d = c ? await c.decode(r.bytes, r.contentType) : await decodePlainly(r.bytes);
  console.log(
    f,
    JSON.stringify(row),
    JSON.stringify(o),
    d.frames
      .map((x, i) =>
        Object.values(difference(x.rgba, want.frames[i]!.rgba, d.width))
          .map((v: number) => v.toFixed(1))
          .join('/'),
      )
      .join(' '),
  );
  return { u, r, d, want };
};
for (const orientation of ['1', '3', '6']) await one('WEBP', { coding: 'lossless', scene: 'logo', orientation }, {});
for (const orientation of ['1', '2', '3', '4', '5', '6', '7', '8']) await one('JPEG', { orientation }, {});
for (const orientation of ['1', '6']) await one('PNG', { kind: 'rgb8', orientation }, {});
for (const orientation of ['1', '6'])
  await one('PNG', { kind: 'rgb8', orientation }, { enlarge: false, width: 30, height: 30 });
for (const colours of ['none', 'iCCP sRGB', 'iCCP P3', 'iCCP exchanged'])
  for (const scene of ['photograph', 'veiled'])
    for (const outputFormat of ['jpeg', 'png', 'webp'])
      await one(
        'PNG',
        { kind: 'rgbAlpha8', transparency: 'channel', scene, colours },
        { outputFormat, enlarge: false, width: 24, height: 18, fit: 'inside' },
      );
for (const colours of ['none', 'iCCP exchanged'])
  for (const kind of ['gray8', 'gray16', 'grayAlpha8', 'grayAlpha16'])
    for (const outputFormat of ['jpeg', 'png', 'webp'])
      await one(
        'PNG',
        { kind, colours, transparency: /Alpha/.test(kind) ? 'channel' : 'none' },
        { outputFormat, enlarge: false, width: 24, height: 18, fit: 'inside' },
      );
for (const kind of ['rgbAlpha8', 'rgbAlpha16'])
  for (const scene of ['photograph', 'veiled', 'logo'])
    for (const enlarge of [true, false])
      for (const outputFormat of ['jpeg', 'png', 'webp'])
        await one(
          'PNG',
          { kind, transparency: 'channel', scene },
          { enlarge, width: enlarge ? 100 : 24, height: enlarge ? 80 : 18, outputFormat },
        );
await c?.end();
