import sharp from 'sharp';
import { encodeBmp } from '../src/local/samples/encode-bmp.ts';

const SIZE = { width: 160, height: 120 };

/** One picture of each format, so small that the pipeline is measured and not the decoders. */
export async function drawPictures(): Promise<{ name: string; bytes: Buffer }[]> {
  const data = Buffer.from(Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, at) => (at * 7) % 251));
  const image = () => sharp(data, { raw: { ...SIZE, channels: 3 } });
  return [
    { name: 'a.jpg', bytes: await image().jpeg().toBuffer() },
    { name: 'a.png', bytes: await image().png().toBuffer() },
    { name: 'a.gif', bytes: await image().gif().toBuffer() },
    { name: 'a.webp', bytes: await image().webp().toBuffer() },
    { name: 'a.bmp', bytes: encodeBmp({ data, ...SIZE }) },
  ];
}
