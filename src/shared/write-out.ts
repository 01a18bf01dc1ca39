import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from './file-error.ts';

/** Writes JSON documents by their file. */
export async function writeDocuments(documents: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [file, document] of Object.entries(documents)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(document, undefined, 2)}\n`);
  }
}

/** GitHub shows a warning in the summary of the run. */
const WARNING = process.env['GITHUB_ACTIONS'] ? '::warning::' : 'Warning: ';

/** One document, to a file or to standard output, or several by their file. */
type Made = { warnings?: readonly string[] } & (
  | { out?: string | undefined; document: unknown }
  | { documents: Readonly<Record<string, unknown>> }
);

/**
 * The end of a command that makes JSON documents. What a person did wrong is told in its own words with exit code 2, and
 * nothing is written.
 */
export async function writeOut(make: () => Promise<Made>, usage: string): Promise<void> {
  try {
    const made = await make();
    for (const warning of made.warnings ?? []) console.error(`${WARNING}${warning}`);
    if ('documents' in made) return await writeDocuments(made.documents);
    if (made.out !== undefined) return await writeDocuments({ [made.out]: made.document });
    process.stdout.write(`${JSON.stringify(made.document, undefined, 2)}\n`);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error instanceof FileError ? error.message : `${error.message.split('. ')[0]}\n${usage}`);
    process.exitCode = 2;
  }
}
