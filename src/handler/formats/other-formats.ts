import type { PermanentErrorCode } from '../errors/coded-errors.ts';

/** Names a file that cannot be processed, with advice for its uploader. */
export type OtherFormat = { code: PermanentErrorCode; name: string; advice: string };

type Look = {
  bytes: Buffer;
  /** The first bytes, one character for each. */
  head: string;
  /** The head as text, without a byte order mark and leading white space. */
  text: string;
};
type Row = readonly [name: string, matches: (look: Look) => boolean, advice?: string];

const HEAD_BYTES = 4096;

const starts =
  (...heads: string[]) =>
  ({ head }: Look): boolean =>
    heads.some((start) => head.startsWith(start));
const has =
  (at: number, part: string) =>
  ({ head }: Look): boolean =>
    head.startsWith(part, at);
const reads =
  (pattern: RegExp) =>
  ({ text }: Look): boolean =>
    pattern.test(text);

/** ISO/IEC 14496-12, 4.3: the brands of the file, the major one first. https://mp4ra.org/registered-types/brands */
function brandsOf({ bytes, head }: Look): string[] {
  if (!head.startsWith('ftyp', 4)) return [];
  const length = Math.min(bytes.readUInt32BE(0), head.length);
  const compatible = head.slice(16, length).match(/.{4}/gs) ?? [];
  return [head.slice(8, 12), ...compatible];
}
const isBrand =
  (...names: string[]) =>
  (look: Look): boolean =>
    names.includes(brandsOf(look)[0] ?? '');
/** Names of families that major brands stand for. */
const hasBrand =
  (...names: string[]) =>
  (look: Look): boolean =>
    isBrand('mif1', 'msf1', 'miaf')(look) && brandsOf(look).some((brand) => names.includes(brand));
const either =
  (...checks: ((look: Look) => boolean)[]) =>
  (look: Look): boolean =>
    checks.some((check) => check(look));

const EXPORT = 'export it as JPEG, PNG or WEBP';
const RAW = "a camera's raw photograph";
const RAW_ADVICE = 'develop it, and upload the JPEG';

/** Pictures and films of another kind: signatures as their specifications have them. The first that fits counts. */
const PICTURES: readonly Row[] = [
  ['a PNG in a variant of Apple (CgBI)', has(12, 'CgBI'), 'upload the PNG as it was before Xcode converted it'],
  [RAW, isBrand('crx '), RAW_ADVICE],
  ['AVIF', either(isBrand('avif', 'avis'), hasBrand('avif', 'avis'))],
  ['HEIC', either(isBrand('heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1', 'miaf'))],
  ['JPEG XL', either(starts('\xff\x0a', '\0\0\0\x0cJXL '), isBrand('jxl '))],
  ['a film (QuickTime)', either(isBrand('qt  '), has(4, 'moov'), has(4, 'mdat'), has(4, 'wide'))],
  ['sound (M4A)', isBrand('M4A ', 'M4B ', 'M4P ')],
  ['a film (MP4)', has(4, 'ftyp')],
  ['a film (Matroska or WebM)', starts('\x1a\x45\xdf\xa3')],
  ['a film (AVI)', (look) => starts('RIFF')(look) && has(8, 'AVI ')(look)],
  ['a film (MPEG)', starts('\0\0\x01\xba', '\0\0\x01\xb3')],
  ['a film (Flash)', starts('FLV\x01')],
  [RAW, either(has(8, 'CR\x02'), starts('FUJIFILMCCD-RAW', 'IIRO', 'IIRS', 'MMOR', 'IIU\0', 'FOVb')), RAW_ADVICE],
  [RAW, has(6, 'HEAPCCDR'), RAW_ADVICE],
  ['TIFF, or a raw photograph', starts('II*\0', 'MM\0*')],
  ['BigTIFF', starts('II+\0', 'MM\0+')],
  ['JPEG XR', starts('II\xbc')],
  ['JPEG 2000', starts('\0\0\0\x0cjP  ', '\xff\x4f\xff\x51')],
  ['JPEG-LS', starts('\xff\xd8\xff\xf7')],
  ['ICO', starts('\0\0\x01\0')],
  ['a cursor (CUR)', starts('\0\0\x02\0')],
  ['an icon of macOS (ICNS)', starts('icns')],
  ['PSD', starts('8BPS')],
  ['a GIMP file (XCF)', starts('gimp xcf')],
  ['OpenEXR', starts('\x76\x2f\x31\x01')],
  ['Radiance HDR', starts('#?RADIANCE', '#?RGBE')],
  ['DICOM', has(128, 'DICM')],
  ['DDS', starts('DDS ')],
  ['QOI', starts('qoif')],
  ['BPG', starts('BPG\xfb')],
  ['MNG or JNG', starts('\x8aMNG', '\x8bJNG')],
  ['DjVu', starts('AT&TFORM')],
  ['PNM', ({ head }) => /^P[1-7]\s+(#[^\n]*\n\s*)*\d+\s/.test(head) || head.startsWith('P7\nWIDTH')],
  ['a Windows metafile', either(starts('\xd7\xcd\xc6\x9a'), has(40, ' EMF'))],
  ['PDF', either(starts('%PDF-'), reads(/^%PDF-/))],
  ['PostScript', starts('%!PS', '\xc5\xd0\xd3\xc6')],
  // A comment may be longer than what is looked at: its end is looked for in all of the file.
  ['SVG', isSvg],
];

function isSvg({ text, bytes }: Look): boolean {
  if (!text.startsWith('<') || /^<(!doctype html|html)/i.test(text)) return false;
  return /<svg[\s>]/i.test(text) || (/^(<\?xml[^>]*>\s*)?<!--/i.test(text) && bytes.includes('<svg'));
}

const BASE64 = /^"?(data:image\/[\w.+-]+;base64,|\/9j\/|iVBORw0KGgo|R0lGOD[dl]|UklGR)/;
const AS_BYTES = 'upload the bytes, not a text';

/** Files that are sent by mistake, and files that are no images. */
const OTHERS: readonly Row[] = [
  ['an image in Base64', reads(BASE64), 'decode it, and upload its bytes'],
  ['an address of data', reads(/^"?data:[\w/.+-]*[;,]/), 'decode it, and upload its bytes'],
  ['bytes that became text on the way', isMangled, 'have what sends them treat them as binary'],
  ['a PNG whose line ends were changed', starts('\x89PNG\n', '\x89PNG\r\r', '\x89PNG\r\x1a'), AS_BYTES],
  ['a form (multipart)', reads(/^--\S{1,70}\r?\n[\w-]+:/), 'upload the file that is in it'],
  ['an HTTP message', reads(/^(HTTP\/\d|(GET|PUT|POST) \S+ HTTP\/)/), 'upload its body'],
  ['data compressed by gzip', starts('\x1f\x8b'), 'unpack it'],
  ['an Office document', (look) => isZip(look) && /word\/|xl\/|ppt\/|mimetypeapplication/.test(look.head)],
  ['a ZIP archive', isZip, 'unpack it'],
  ['an archive', starts('7z\xbc\xaf\x27\x1c', 'Rar!\x1a\x07', 'BZh', '\xfd7zXZ\0', '\x28\xb5\x2f\xfd'), 'unpack it'],
  ['an archive', has(257, 'ustar'), 'unpack it'],
  ['a side file of macOS (AppleDouble)', starts('\0\x05\x16\x07'), 'leave out files whose names begin with ._'],
  ['a pointer of Git LFS', starts('version https://git-lfs'), 'fetch the file that it points to'],
  ['sound', either(starts('ID3', 'OggS', 'fLaC'), (look) => starts('RIFF')(look) && has(8, 'WAVE')(look))],
  ['a program', starts('MZ', '\x7fELF', '\xca\xfe\xba\xbe')],
  ['an HTML page', reads(/^(<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(!doctype html|html|head|body)\b/is), 'check its address'],
  ['an error of S3', reads(/^(<\?xml[^>]*>\s*)?<Error>/), 'check how it was downloaded'],
  ['XML', reads(/^<\?xml/)],
  ['JSON', reads(/^(\{\s*["}]|\[\s*["{[\]\d])/), AS_BYTES],
  ['zeros', ({ bytes }) => bytes.length > 0 && bytes.every((byte) => byte === 0), 'upload it again'],
  ['text', ({ head }) => /^[\t\n\r\x20-\x7e]{4,}$/.test(head)],
];

function isZip({ head }: Look): boolean {
  return head.startsWith('PK\x03\x04');
}

/** U+FFFD stands for each byte that is no UTF-8, or bytes above 127 were taken for Latin-1 and written as UTF-8. */
function isMangled({ head }: Look): boolean {
  const replaced = head.slice(0, 256).split('\xef\xbf\xbd').length - 1;
  return replaced >= 3 || /^(\xef\xbf\xbdPNG|\xc2\x89PNG|\xc3\xbf\xc3\x98\xc3\xbf)/.test(head);
}

/** Names what an upload is. No byte of it is in the answer. */
export function otherFormat(bytes: Buffer): OtherFormat {
  const head = bytes.toString('latin1', 0, HEAD_BYTES);
  const look = { bytes, head, text: decodeText(bytes.subarray(0, HEAD_BYTES)).trimStart() };
  const picture = bytes.length >= 4 ? PICTURES.find(([, matches]) => matches(look)) : undefined;
  if (picture) return { code: 'UNSUPPORTED_FORMAT', name: picture[0], advice: picture[2] ?? EXPORT };
  const [name, , advice = ''] = OTHERS.find(([, matches]) => matches(look)) ?? [
    'a file of no known format',
    () => true,
  ];
  return { code: 'NOT_AN_IMAGE', name, advice };
}

function decodeText(bytes: Buffer): string {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const encoding = isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  return new TextDecoder(encoding).decode(bytes); // drops the byte order mark
}
