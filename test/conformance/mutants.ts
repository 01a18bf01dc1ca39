import type { Edit } from '../search/handler-copy.ts';

/** The handler with one fault, and in which family of files it has to be found. */
export type PictureMutant = { name: string; family: string; edits: readonly Edit[] };

export const PICTURE_MUTANTS: readonly PictureMutant[] = [
  {
    name: 'loses the alpha of a PNG between two steps',
    family: 'PNG',
    edits: [
      {
        file: 'image/raw-pixels.ts',
        find: '(hasAlpha ? coloured.ensureAlpha() : coloured)',
        replace: '(hasAlpha ? coloured.removeAlpha().ensureAlpha() : coloured)',
      },
    ],
  },
  {
    name: 'shows what no frame of a GIF covers in black',
    family: 'GIF',
    edits: [
      { file: 'formats/check-headers.ts', find: 'bytes: await clearGifBackground(bytes, places)', replace: 'bytes' },
    ],
  },
  {
    name: 'reads no colours of a PNG but its profile',
    family: 'PNG',
    edits: [{ file: 'formats/check-headers.ts', find: ', ...defined({ colours })', replace: '' }],
  },
  {
    name: 'scales the frames of an animation as one strip',
    family: 'GIF',
    edits: [
      { file: 'image/render.ts', find: 'if (isFrameByFrame(picture, plan.frames, options))', replace: 'if (false)' },
    ],
  },
  {
    name: 'scales the frames of a GIF that becomes smaller as one strip',
    family: 'GIF',
    edits: [{ file: 'image/cost.ts', find: 'return isMixed &&', replace: 'return picture.width < 0 && isMixed &&' }],
  },
  {
    name: 'leaves a JPEG as it lies',
    family: 'JPEG',
    edits: [{ file: 'image/render.ts', find: 'autoOrient: plan.frames === 1', replace: 'autoOrient: false' }],
  },
  {
    name: 'takes every JPEG for sRGB',
    family: 'JPEG',
    edits: [{ file: 'image/render.ts', find: "picture.profile === 'sRGB' ||", replace: 'picture.width > 0 ||' }],
  },
  {
    name: 'takes every WEBP for sRGB',
    family: 'WEBP',
    edits: [{ file: 'image/render.ts', find: "picture.profile === 'sRGB' ||", replace: 'picture.width > 0 ||' }],
  },
  {
    name: 'says sRGB of colours of Display P3',
    family: 'JPEG',
    edits: [{ file: 'image/finish.ts', find: 'data: await tagDisplayP3(data), info', replace: 'data, info' }],
  },
  {
    name: 'takes the first frame of an animation alone',
    family: 'WEBP',
    edits: [{ file: 'image/render.ts', find: 'plan.frames > 1 ? -1 : 1', replace: '1' }],
  },
  {
    name: 'puts black behind a transparent picture that becomes a JPEG',
    family: 'PNG',
    edits: [
      { file: 'image/finish.ts', find: 'flatten({ background: WHITE })', replace: "flatten({ background: '#000' })" },
    ],
  },
  {
    name: 'pads with white',
    family: 'WEBP',
    edits: [
      {
        file: 'image/render.ts',
        find: "format === 'jpeg' ? WHITE : TRANSPARENT",
        replace: "format === 'jpeg' ? WHITE : WHITE",
      },
    ],
  },
  {
    name: 'enlarges every picture',
    family: 'BMP',
    edits: [{ file: 'image/render.ts', find: 'withoutEnlargement: !enlarge', replace: 'withoutEnlargement: false' }],
  },
  {
    name: 'takes blue for red in a BMP',
    family: 'BMP',
    edits: [{ file: 'image/render.ts', find: '.recomb(RED_FIRST)', replace: '' }],
  },
];
