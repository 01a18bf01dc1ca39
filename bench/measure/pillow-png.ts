import { spawn } from 'node:child_process';
import { once } from 'node:events';

const PROGRAM = `
import io, sys
from PIL import Image
image = Image.open(io.BytesIO(sys.stdin.buffer.read()))
image.thumbnail((800, 600), Image.Resampling.LANCZOS)
output = io.BytesIO()
image.save(output, format="PNG", optimize=True)
print(len(output.getvalue()))
`;

/** The bytes of the same picture as a PNG that Pillow has fitted into 800 × 600 and written as small as it can. */
export async function pillowPngBytes(python: string, bytes: Buffer): Promise<number> {
  const child = spawn(python, ['-c', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(bytes);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  await once(child, 'close');
  return text === '' ? Number.NaN : Number(text);
}
