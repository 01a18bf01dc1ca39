import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../run.ts';
import type { Decoded } from './decoded.ts';

/** CHROMIUM names another one. The last two are what GitHub's runners have. */
const PROGRAMS = [process.env['CHROMIUM'], 'chromium', 'chromium-browser', 'google-chrome'];

/** https://peter.sh/experiments/chromium-command-line-switches/ */
const SWITCHES = [
  '--headless',
  '--no-sandbox', // it is not available to root, and the pictures are drawn by the tests
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-component-update',
  '--disable-extensions',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  '--mute-audio',
  '--no-default-browser-check',
  '--no-first-run',
];

/** The first that is installed, by its name; undefined where none is. */
export async function findChromium(): Promise<string | undefined> {
  for (const program of PROGRAMS) {
    if (program && (await run(program, ['--version'])).code === 0) return program;
  }
  return undefined;
}

type Pending = { bytes: Buffer; resolve: (decoded: Decoded) => void; reject: (error: Error) => void };

export type Chromium = { decode(bytes: Buffer, type: string): Promise<Decoded>; end(): Promise<void> };

/**
 * Starts one browser that decodes pictures as a page shows them. The page asks a server on 127.0.0.1 for pictures and
 * posts their pixels. `end` stops both.
 */
export async function startChromium(program: string): Promise<Chromium> {
  const waiting: { type: string; job: Pending }[] = [];
  const working = new Map<string, Pending>();
  let wake = (): void => undefined;
  let jobs = 0;

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') {
      response.setHeader('content-type', 'text/html').end(PAGE);
    } else if (pathname === '/next') {
      while (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const next = waiting.shift();
      if (next === undefined) return;
      const id = String(++jobs);
      working.set(id, next.job);
      response.setHeader('content-type', next.type).setHeader('job', id).end(next.job.bytes);
    } else if (pathname === '/pixels') {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      response.end();
      const id = searchParams.get('job') ?? '';
      const job = working.get(id);
      working.delete(id);
      const body = Buffer.concat(parts);
      const failure = searchParams.get('error');
      if (failure !== null) job?.reject(new Error(`Expected Chromium to show a picture but received: ${failure}`));
      else job?.resolve(read(body, JSON.parse(searchParams.get('frames') ?? '[]'), searchParams));
    } else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const folder = mkdtempSync(join(tmpdir(), 'chromium-'));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = spawn(program, [...SWITCHES, `--user-data-dir=${folder}`, '--remote-debugging-port=0', url], {
    stdio: 'ignore',
  });
  const fail = (): void => {
    for (const { job } of waiting.splice(0)) job.reject(new Error('Expected Chromium to run but received its end'));
    for (const job of working.values()) job.reject(new Error('Expected Chromium to run but received its end'));
    working.clear();
  };
  browser.once('exit', fail).once('error', fail);

  return {
    decode: (bytes, type) =>
      new Promise((resolve, reject) => {
        if (hasEnded(browser)) return reject(new Error('Expected Chromium to run but received its end'));
        waiting.push({ type, job: { bytes, resolve, reject } });
        wake();
      }),
    async end() {
      browser.removeListener('exit', fail);
      if (!hasEnded(browser)) {
        browser.kill();
        await once(browser, 'exit');
      }
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

const hasEnded = ({ exitCode, signalCode, pid }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null || pid === undefined;

/** The body holds all frames, each RGBA, one after the other. */
function read(body: Buffer, delays: readonly number[], parameters: URLSearchParams): Decoded {
  const [width, height] = [Number(parameters.get('width')), Number(parameters.get('height'))];
  const bytes = width * height * 4;
  const frames = delays.map((delay, at) => ({ delay, rgba: body.subarray(at * bytes, (at + 1) * bytes) }));
  const loop = Number(parameters.get('loop'));
  return { width, height, frames, ...(Number.isNaN(loop) ? {} : { loop }) };
}

/**
 * Draws each frame over black and over white on a canvas in sRGB, as a canvas keeps colours multiplied with alpha, and
 * solves for colour and alpha. A still picture is drawn from an <img>, which turns it upright; an animation, which has
 * no other way to its frames, from an ImageDecoder: https://www.w3.org/TR/webcodecs/#imagedecoder-interface
 */
const PAGE = `<!doctype html><meta charset="utf-8"><script type="module">
const canvas = (width, height) => new OffscreenCanvas(width, height).getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
function pixels(source, width, height) {
  const context = canvas(width, height);
  const over = (colour) => {
    context.globalCompositeOperation = 'copy';
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'source-over';
    context.drawImage(source, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  };
  const black = over('#000'), white = over('#fff');
  for (let at = 0; at < black.length; at += 4) {
    const seen = (white[at] - black[at] + white[at + 1] - black[at + 1] + white[at + 2] - black[at + 2]) / 3;
    const alpha = 255 - Math.min(255, Math.max(0, Math.round(seen)));
    for (let channel = 0; channel < 3; channel++) {
      black[at + channel] = alpha === 0 ? 0 : Math.min(255, Math.round((black[at + channel] * 255) / alpha));
    }
    black[at + 3] = alpha;
  }
  return black;
}
async function still(bytes, type) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([bytes], { type }));
  await image.decode().catch(() => { throw new Error('it does not decode'); });
  const { naturalWidth: width, naturalHeight: height } = image;
  const data = pixels(image, width, height);
  URL.revokeObjectURL(image.src);
  return { width, height, frames: [0], data: [data] };
}
async function animated(decoder) {
  const { frameCount, repetitionCount } = decoder.tracks.selectedTrack;
  const frames = [], data = [];
  let width, height;
  for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex });
    ({ displayWidth: width, displayHeight: height } = image);
    data.push(pixels(image, width, height));
    frames.push(image.duration / 1000);
    image.close();
  }
  decoder.close();
  return { width, height, frames, data, loop: repetitionCount };
}
async function decode(bytes, type) {
  const decoder = new ImageDecoder({ data: bytes.slice(0), type, colorSpaceConversion: 'default' });
  await decoder.tracks.ready;
  await decoder.completed;
  return decoder.tracks.selectedTrack.frameCount > 1 ? animated(decoder) : still(bytes, type);
}
for (;;) {
  const next = await fetch('/next');
  const job = next.headers.get('job'), type = next.headers.get('content-type');
  let parameters, body = new Blob([]);
  try {
    const { width, height, frames, data, loop } = await decode(await next.arrayBuffer(), type);
    parameters = { job, width, height, frames: JSON.stringify(frames), loop: loop ?? 'none' };
    body = new Blob(data);
  } catch (error) {
    parameters = { job, error: String(error.message ?? error) };
  }
  await fetch('/pixels?' + new URLSearchParams(parameters), { method: 'POST', body });
}
</script>`;
