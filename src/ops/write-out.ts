import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from '../template/file-error.ts';

/**
 * The end of a command that makes a JSON document: writes it to a file, or to standard output without one. What a person
 * did wrong is told in its own words with exit code 2, and nothing is written.
 */
export async function writeOut(make: () => Promise<{ out?: string | undefined; document: unknown }>, usage: string) {
  try {
    const { out, document } = await make();
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    if (out === undefined) return process.stdout.write(text);
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error instanceof FileError ? error.message : `${error.message.split('. ')[0]}\n${usage}`);
    process.exitCode = 2;
  }
}
