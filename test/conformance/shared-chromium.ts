import { after } from 'node:test';
import { type Chromium, findChromium, startChromium } from './chromium.ts';

let shared: Promise<Chromium | undefined> | undefined;
after(async () => (await shared)?.end());

async function start(): Promise<Chromium | undefined> {
  const program = await findChromium();
  return program === undefined ? undefined : startChromium(program);
}

/** One browser serves all tests of a process, which it ends with; undefined where none is installed. */
export function sharedChromium(): Promise<Chromium | undefined> {
  shared ??= start();
  return shared;
}

export const NOT_INSTALLED = 'Chromium is not installed';
