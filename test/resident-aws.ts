import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

const PROGRAM = resolve('test/resident-aws.py');

/**
 * A folder for the PATH whose `aws` is the real AWS command line (version 1), loaded once for all calls of a test: its start
 * takes longer than what it then does. Undefined where Python cannot load it: then the test starts it each time.
 */
export async function residentAws(t: TestContext): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-'));
  t.after(() => rm(folder, { recursive: true }));
  const socket = join(folder, 'socket');
  const server = spawn('python3', [PROGRAM, 'server', socket], { stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(server, 'exit').catch(() => undefined);
  // It says where its Python is: what is called python3 may be a script that looks for it.
  const ready = await Promise.race([once(server.stdout, 'data'), exited.then(() => undefined)]);
  if (ready === undefined) return undefined;
  const python = String(ready[0]).trim();
  t.after(async () => {
    server.stdin.end();
    await exited;
  });
  const client = `#!/bin/sh\nexec '${python}' -S -E '${PROGRAM}' client '${socket}' "$@"\n`;
  await writeFile(join(folder, 'aws'), client, { mode: 0o755 });
  return folder;
}
