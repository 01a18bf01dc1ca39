import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { after } from 'node:test';
import { run } from './run.ts';

const PROGRAM = resolve('test/resident-aws.py');

/** Why a test that needs it did not run. */
export const AWS_MISSING = 'the AWS command line is not installed';

type Resident = { folder: string; stop(): Promise<void> };

/** A folder whose `aws` asks the command line that stays loaded. Undefined where Python cannot load it. */
async function startResident(): Promise<Resident | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-'));
  const socket = join(folder, 'socket');
  const server = spawn('python3', [PROGRAM, 'server', socket], { stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(server, 'exit').catch(() => undefined);
  const stop = async (): Promise<void> => {
    server.stdin.end();
    await exited;
    await rm(folder, { recursive: true });
  };
  // It says where its Python is: what is called python3 may be a script that looks for it.
  const ready = await Promise.race([once(server.stdout, 'data'), exited.then(() => undefined)]);
  if (ready === undefined) {
    await stop();
    return undefined;
  }
  const python = String(ready[0]).trim();
  const client = `#!/bin/sh\nexec '${python}' -S -E '${PROGRAM}' client '${socket}' "$@"\n`;
  await writeFile(join(folder, 'aws'), client, { mode: 0o755 });
  return { folder, stop };
}

let resident: Promise<Resident | undefined> | undefined;
let installed: Promise<boolean> | undefined;
after(async () => (await resident)?.stop());

/**
 * The PATH with the real AWS command line (version 1), loaded once for all calls of this process, since its start takes
 * longer than what it then does; where Python cannot load it, each call starts it. Undefined where it is not installed.
 */
export async function pathWithAws(): Promise<string | undefined> {
  const { PATH = '' } = process.env;
  resident ??= startResident();
  const loaded = await resident;
  if (loaded) return [loaded.folder, PATH].join(delimiter);
  installed ??= run('aws', ['--version']).then(({ code }) => code !== undefined);
  return (await installed) ? PATH : undefined;
}
