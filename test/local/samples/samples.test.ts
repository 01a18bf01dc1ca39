import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { decodeBmp } from '../../../src/handler/bmp/bmp.ts';
import { drawSamples, type Sample } from '../../../src/local/samples/samples.ts';

describe('samples', () => {
  let samples: Sample[] = [];
  const bytesOf = (name: string) => samples.find((sample) => sample.name === name)?.bytes ?? Buffer.alloc(0);

  before(async () => {
    samples = await drawSamples();
  });

  it('are the same bytes at every call', async () => {
    assert.deepEqual(await drawSamples(), samples);
  });

  it('hold one picture of each format', async () => {
    const formats = await Promise.all(
      samples
        .filter(({ name }) => !name.endsWith('.bmp'))
        .map(async ({ bytes }) => (await sharp(bytes).metadata()).format),
    );
    assert.deepEqual(new Set(formats), new Set(['jpeg', 'png', 'gif', 'webp']));
    const scan = decodeBmp(bytesOf('paper scan.bmp'), { maxPixels: 50_000_000 });
    assert.deepEqual([scan.width, scan.height], [1240, 900]);
  });

  it('hold a photo that lies on its side until it is turned', async () => {
    const { width, height, orientation, autoOrient } = await sharp(bytesOf('sideways.jpg')).metadata();
    assert.deepEqual({ width, height, orientation }, { width: 1600, height: 1200, orientation: 6 });
    assert.deepEqual(autoOrient, { width: 1200, height: 1600 });
    const { data } = await sharp(bytesOf('sideways.jpg')).autoOrient().resize(1, 3, { fit: 'fill' }).raw().toBuffer({
      resolveWithObject: true,
    });
    assert.ok((data[2] ?? 0) > (data[0] ?? 255), 'the sky is above');
    assert.ok((data[7] ?? 0) > (data[8] ?? 255), 'the grass is below');
  });

  it('hold transparency, animation, an awkward name and a corrupt file', async () => {
    const { channels } = await sharp(bytesOf('sticker.png')).stats();
    assert.deepEqual([channels[3]?.min, channels[3]?.max], [0, 255]);
    const { pages, delay } = await sharp(bytesOf('ball.gif')).metadata();
    assert.deepEqual({ pages, delay: delay?.[0] }, { pages: 20, delay: 60 });
    assert.ok(samples.some(({ name }) => / .*\+/.test(name) && /[^\p{ASCII}]/u.test(name)));
    await assert.rejects(sharp(bytesOf('truncated.jpg'), { failOn: 'error' }).toBuffer(), /premature|truncated|end/i);
  });
});
