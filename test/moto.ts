import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after } from 'node:test';

/** A running moto server: AWS's calls on 127.0.0.1, without AWS. */
type Moto = { url: string; stop(): Promise<void> };

/** Why a test that needs moto did not run. */
export const MOTO_MISSING = 'moto_server is not installed (pip install "moto[server]")';

let shared: Promise<Moto | undefined> | undefined;
after(async () => (await shared)?.stop());

/**
 * The address of moto with nothing in it, or undefined where it is not installed. One serves all tests of a process, since
 * its start takes seconds: what an earlier caller has made is gone.
 */
export async function emptyMoto(): Promise<string | undefined> {
  shared ??= startMoto();
  const moto = await shared;
  if (moto === undefined) return undefined;
  const { status } = await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  if (status !== 200) throw new Error(`Expected moto to forget what it has but received ${status}`);
  return moto.url;
}

/** Starts moto on a free port, or gives undefined where it is not installed. */
async function startMoto(): Promise<Moto | undefined> {
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(server, 'exit').catch(() => undefined);
  let log = '';
  const url = await new Promise<string | undefined>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    );
    server.once('exit', (code) => reject(new Error(`Expected moto_server to start but it ended with ${code}: ${log}`)));
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const [, address] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(log) ?? [];
      if (address) resolve(address);
    });
  });
  if (url === undefined) return undefined;
  return {
    url,
    async stop() {
      // The whole group: where moto_server is a wrapper script, the server is its child.
      if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid);
      await exited;
    },
  };
}
