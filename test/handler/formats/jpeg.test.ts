import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surveyJpeg } from '../../../src/handler/formats/jpeg.ts';
import { jpegIntervals } from '../../../src/handler/formats/jpeg-damage.ts';
import { flatJpeg } from '../../hostile/make/jpeg.ts';
import { draw, drawJpeg, drawUltraHdr } from '../../pictures.ts';

const SIZE = { width: 64, height: 64 };
const BASELINE = await drawJpeg(SIZE);

test('a baseline JPEG has one scan, a progressive one several', async () => {
  assert.equal(surveyJpeg(BASELINE).scans, 1);
  assert.ok(surveyJpeg(await draw(SIZE).jpeg({ progressive: true }).toBuffer()).scans > 5);
});

test('what looks like scans inside a segment or after the end is not counted', () => {
  const mark = Buffer.from([0xff, 0xda]);
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 22]), ...Array<Buffer>(10).fill(mark)]);
  const marked = Buffer.concat([
    BASELINE.subarray(0, 2),
    comment,
    BASELINE.subarray(2),
    ...Array<Buffer>(10).fill(mark),
  ]);
  assert.equal(surveyJpeg(marked).scans, 1);
});

test('a JPEG that breaks off anywhere is read to its end', () => {
  for (let length = 0; length < BASELINE.length; length++) {
    const cut = BASELINE.subarray(0, length);
    assert.ok(surveyJpeg(cut).scans <= 1);
    assert.equal(jpegIntervals(cut, 10).isWhole, false);
  }
});

/** With another frame header, as if it were of that kind. */
function as(marker: number, precision: number): Buffer {
  const bytes = Buffer.from(BASELINE);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes[frame + 1] = marker;
  bytes[frame + 4] = precision;
  return bytes;
}

test('hierarchical JPEGs, those of 12 bits and arithmetic lossless ones are rare', () => {
  for (const marker of [0xc5, 0xc6, 0xc7, 0xcb, 0xcd, 0xce, 0xcf]) assert.ok(surveyJpeg(as(marker, 8)).isRare);
  for (const marker of [0xc0, 0xc1, 0xc2, 0xc3]) {
    assert.ok(surveyJpeg(as(marker, 12)).isRare);
    assert.ok(!surveyJpeg(as(marker, 8)).isRare);
  }
  assert.ok(!surveyJpeg(as(0xc0, 77)).isRare, 'damage is not a kind');
});

test('only the frame before the pixels says of what kind a JPEG is', () => {
  const later = Buffer.concat([BASELINE.subarray(0, -2), as(0xc7, 8).subarray(2)]);
  assert.ok(!surveyJpeg(later).isRare);
});

test('the pixels of a scan end where its marker is, or what fills up before it; nowhere without one', () => {
  const end = BASELINE.length - 2;
  assert.equal(surveyJpeg(BASELINE).pixelsEnd, end);
  const filled = Buffer.concat([BASELINE.subarray(0, end), Buffer.from([0xff, 0xff]), BASELINE.subarray(end)]);
  assert.equal(surveyJpeg(filled).pixelsEnd, end);
  assert.equal(surveyJpeg(BASELINE.subarray(0, end)).pixelsEnd, undefined);
});

test('restart markers end no scan, and of a flood of them not more are kept than asked for', () => {
  const end = BASELINE.length - 2;
  const restarts = Buffer.from(Array.from({ length: 800 }, (_, at) => [0xff, 0xd0 + (at % 8)]).flat());
  const flood = Buffer.concat([BASELINE.subarray(0, end), restarts, BASELINE.subarray(end)]);
  assert.equal(surveyJpeg(flood).pixelsEnd, end + restarts.length);
  assert.ok(jpegIntervals(flood, 10).ends.length <= 12);
  assert.equal(jpegIntervals(flood, 1000).ends.length, 801);
});

test('samples are counted as the frame header says how channels are subsampled', async () => {
  const of = async (chromaSubsampling: '4:2:0' | '4:4:4') =>
    surveyJpeg(await draw(SIZE).jpeg({ chromaSubsampling }).toBuffer()).samplesPerPixel;
  assert.deepEqual([await of('4:2:0'), await of('4:4:4')], [1.5, 3]);
  const gray = await draw(SIZE).toColourspace('b-w').jpeg().toBuffer();
  assert.equal(surveyJpeg(gray).samplesPerPixel, 1);
  const halves = flatJpeg({ width: 16, height: 16 });
  halves[halves.indexOf(Buffer.from([0xff, 0xc0])) + 11] = 0x21; // 4:2:2
  assert.equal(surveyJpeg(halves).samplesPerPixel, 2);
});

test('a frame header without components says nothing of samples', () => {
  const empty = Buffer.from(BASELINE);
  empty[empty.indexOf(Buffer.from([0xff, 0xc0])) + 9] = 0;
  assert.equal(surveyJpeg(empty).samplesPerPixel, undefined);
});

test('arithmetic coding is told by the frame header', () => {
  for (const [marker, isArithmetic] of [
    [0xc0, false],
    [0xc2, false],
    [0xc9, true],
    [0xca, true],
  ] as const) {
    assert.equal(surveyJpeg(as(marker, 8)).isArithmetic, isArithmetic);
  }
});

const segment = (marker: number, text: string): Buffer => {
  const body = Buffer.from(text, 'latin1');
  return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
};
const withSegment = (marker: number, text: string): Buffer =>
  Buffer.concat([BASELINE.subarray(0, 2), segment(marker, text), BASELINE.subarray(2)]);
const XMP = 'http://ns.adobe.com/xap/1.0/\0';

test('a JPEG with a gain map says so, as Ultra HDR, ISO 21496-1 and Apple write it', async () => {
  const ultraHdr = await drawUltraHdr(SIZE);
  const second = withSegment(0xe1, `${XMP}<p AuxiliaryImageType="urn:com:apple:photo:2020:aux:hdrgainmap"/>`);
  const apple = Buffer.concat([withSegment(0xe2, 'MPF\0MM\0*'), second]);
  for (const bytes of [ultraHdr, withSegment(0xe1, `${XMP}<rdf:Description hdrgm:Version="1.0"/>`), apple])
    assert.equal(surveyJpeg(bytes).hasGainMap, true);
});

test('a JPEG without a gain map says nothing of one', () => {
  for (const bytes of [BASELINE, withSegment(0xe1, `${XMP}<rdf:Description/>`), withSegment(0xe2, 'MPF\0MM\0*')])
    assert.equal(surveyJpeg(bytes).hasGainMap, false);
});
