import sharp, { type Sharp } from 'sharp';
import type { RawPicture } from './encode-bmp.ts';

const NOISE_SEED = 0x9e3779b9;

/** Grey noise around the middle, as a sensor has it. Marsaglia's xorshift32: the same at every call, unlike libvips's. */
function grain(width: number, height: number, amplitude: number): Buffer {
  const noise = Buffer.alloc(width * height);
  let state = NOISE_SEED;
  for (let i = 0; i < noise.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    noise[i] = 128 + ((state >>> 24) * amplitude) / 128 - amplitude;
  }
  return noise;
}

/** A drawing on a square of 1000 by 1000 that is stretched to the size. */
export const svg = (width: number, height: number, content: string): Sharp =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1000 1000" preserveAspectRatio="none">${content}</svg>`,
    ),
  );

/** Draws a scene and lays the grain of a sensor over it, so that it is as hard to compress as a photo. */
async function photo(width: number, height: number, content: string): Promise<Sharp> {
  const noise = { input: grain(width, height, 22), raw: { width, height, channels: 1 as const } };
  return drawn(
    svg(width, height, content)
      .flatten({ background: '#000' })
      .composite([{ ...noise, blend: 'soft-light' }]),
  );
}

/** A picture as it is now, before anything else is done to it. */
export async function drawn(picture: Sharp): Promise<Sharp> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info });
}

const gradient = (id: string, ...colours: string[]): string =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${colours
    .map((colour, index) => `<stop offset="${index / (colours.length - 1)}" stop-color="${colour}"/>`)
    .join('')}</linearGradient>`;

const ridge = (base: number, height: number, steps: number, phase: number, fill: string): string => {
  const points = Array.from({ length: steps + 1 }, (_, index) => {
    const x = (index * 1000) / steps;
    const y = base - height * (0.55 + 0.3 * Math.sin(index * 1.7 + phase) + 0.15 * Math.sin(index * 4.1 + 2 * phase));
    return `${x.toFixed(0)},${y.toFixed(0)}`;
  });
  return `<polygon points="0,${base} ${points.join(' ')} 1000,${base}" fill="${fill}"/>`;
};

/** Mountains over a lake at dusk. */
export const lake = (width: number, height: number): Promise<Sharp> =>
  photo(
    width,
    height,
    `<defs>${gradient('sky', '#17305e', '#5b6fa8', '#f2a65e', '#ffe3a8')}${gradient('water', '#e8a86a', '#4a5f96', '#0d1c3c')}</defs>
    <rect width="1000" height="620" fill="url(#sky)"/><circle cx="680" cy="470" r="62" fill="#fff3cf"/>
    ${ridge(620, 330, 14, 0.4, '#5a5688')}${ridge(620, 230, 22, 2.1, '#3a3b68')}${ridge(622, 120, 40, 3.3, '#1d2344')}
    <rect y="620" width="1000" height="380" fill="url(#water)"/>
    ${Array.from({ length: 26 }, (_, i) => `<ellipse cx="${680 + ((i * 37) % 60) - 30}" cy="${632 + i * 13}" rx="${70 - i * 1.6}" ry="2.4" fill="#ffe9bd" opacity="${(0.75 - i * 0.024).toFixed(2)}"/>`).join('')}`,
  );

/** A tree on a hill, taller than wide: upside and downside are plain to see. */
export const portrait = (width: number, height: number): Promise<Sharp> =>
  photo(
    width,
    height,
    `<defs>${gradient('sky', '#3f8fd6', '#a8d4f2', '#f6f1dc')}${gradient('grass', '#7fb04a', '#2f5c23')}</defs>
    <rect width="1000" height="1000" fill="url(#sky)"/><circle cx="180" cy="150" r="75" fill="#fff6c9"/>
    <g fill="#fff" opacity="0.85"><ellipse cx="700" cy="150" rx="150" ry="36"/><ellipse cx="620" cy="128" rx="80" ry="40"/><ellipse cx="770" cy="122" rx="90" ry="46"/></g>
    <path d="M0 780 Q 420 640 1000 760 V1000 H0 Z" fill="url(#grass)"/>
    <path d="M500 735 C 512 640 505 560 492 470 L 540 470 C 536 570 545 650 572 738 Z" fill="#5b3a22"/>
    <g fill="#3d7a35"><circle cx="420" cy="430" r="120"/><circle cx="620" cy="420" r="125"/><circle cx="520" cy="330" r="140"/></g>
    <g fill="#5c9c45"><circle cx="470" cy="350" r="80"/><circle cx="590" cy="350" r="72"/><circle cx="400" cy="420" r="60"/></g>
    <g fill="#d6402f">${[...'abcdefgh'].map((_, i) => `<circle cx="${400 + ((i * 83) % 250)}" cy="${330 + ((i * 61) % 170)}" r="13"/>`).join('')}</g>`,
  );

/** A round sticker: opaque, half-transparent and wholly transparent places. */
export const sticker = async (width: number, height: number): Promise<Sharp> =>
  svg(
    width,
    height,
    `<defs><radialGradient id="glow"><stop offset="0.6" stop-color="#7a3ff2" stop-opacity="0.6"/><stop offset="1" stop-color="#7a3ff2" stop-opacity="0"/></radialGradient>${gradient('disc', '#ff9a5a', '#e8385f')}</defs>
    <circle cx="500" cy="500" r="490" fill="url(#glow)"/><circle cx="500" cy="500" r="330" fill="url(#disc)" stroke="#fff" stroke-width="26"/>
    <path d="M500 270 L557 428 L725 434 L592 537 L639 698 L500 604 L361 698 L408 537 L275 434 L443 428 Z" fill="#fff"/>`,
  );

/** Sheets of paper with lines and a diagram, as a flatbed scanner writes it. */
export async function paperScan(width: number, height: number): Promise<RawPicture> {
  const lines = Array.from(
    { length: 15 },
    (_, i) => `<rect x="110" y="${330 + i * 38}" width="${300 + ((i * 97) % 130)}" height="10" fill="#555"/>`,
  );
  const bars = [180, 310, 240, 400, 350].map(
    (bar, i) =>
      `<rect x="${560 + i * 66}" y="${860 - bar}" width="44" height="${bar}" fill="hsl(${190 + i * 32},55%,45%)"/>`,
  );
  const page = await photo(
    width,
    height,
    `<rect width="1000" height="1000" fill="#cfc9bb"/><rect x="40" y="40" width="920" height="920" fill="#fbf8ef"/>
    <rect x="110" y="130" width="520" height="52" fill="#24344d"/><rect x="110" y="216" width="330" height="22" fill="#8a97ab"/>
    ${lines.join('')}${bars.join('')}<path d="M545 860 H900 M545 860 V420" stroke="#333" stroke-width="5" fill="none"/>`,
  );
  return { data: await page.removeAlpha().raw().toBuffer(), width, height };
}

/** Bands of colour with a transparent edge at the top. */
export const waves = async (width: number, height: number): Promise<Sharp> =>
  svg(
    width,
    height,
    ['#0b3c5d', '#1b6b93', '#2aa4a8', '#7fd1ae', '#f4e3b2', '#f2a65e']
      .map((colour, i) => {
        const y = 80 + i * 145;
        return `<path d="M0 ${y} C 180 ${y - 90} 320 ${y + 110} 500 ${y} S 820 ${y - 100} 1000 ${y + 20} V1000 H0 Z" fill="${colour}"/>`;
      })
      .join(''),
  );
