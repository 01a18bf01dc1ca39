import { type SpawnOptions, spawn } from 'node:child_process';

/** How a program ended; `code` is undefined where it is not installed. */
export type Ended = { code: number | null | undefined; stdout: string; stderr: string };

/** Runs a program to its end, with its output as text. */
export const run = (
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve({ code: undefined, stdout, stderr }) : reject(error),
    );
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
