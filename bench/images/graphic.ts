import sharp, { type Sharp } from 'sharp';

const COLOURS = ['#1b4965', '#62b6cb', '#bee9e8', '#ff6b35', '#f7c59f', '#004e89', '#2a9d8f', '#e9c46a'];

/** A bar of a chart, its rule, its mark and a line of what stands for text. */
function group(index: number, turn: number): string {
  const [x, y] = [(index % 8) * 125, Math.floor(index / 8) * 125];
  const colour = COLOURS[index % COLOURS.length];
  const height = 30 + ((index * 37 + Math.round(turn * 60)) % 60);
  const letters = Array.from(
    { length: 9 },
    (_, letter) => `<path d="M${x + 8 + letter * 12} ${y + 112}v-9l${(letter * 5 + index) % 8} 9v-9" />`,
  );
  return `<rect x="${x + 10}" y="${y + 95 - height}" width="70" height="${height}" fill="${colour}"/>
    <circle cx="${x + 98}" cy="${y + 50}" r="${10 + (index % 3) * 4}" fill="none" stroke="${colour}" stroke-width="5"/>
    <g fill="none" stroke="#333" stroke-width="1.5">${letters.join('')}</g>`;
}

/**
 * A drawing of flat colours with sharp edges: a chart, a screen. `turn` from 0 to 1 moves its bars. Transparent around
 * its shapes where `ground` is "none".
 */
export function graphic(width: number, height: number, { ground = '#fdfcf7', turn = 0 } = {}): Sharp {
  const shapes = Array.from({ length: 64 }, (_, index) => group(index, turn)).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1000 1000"
    preserveAspectRatio="none"><rect width="1000" height="1000" fill="${ground}"/>${shapes}</svg>`;
  return sharp(Buffer.from(svg), { limitInputPixels: false });
}
