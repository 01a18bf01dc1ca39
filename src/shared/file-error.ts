import { readFile } from 'node:fs/promises';

/** A file that a person gave cannot be used. The message is meant for that person: one line per problem, no stack. */
export class FileError extends Error {
  override name = 'FileError';
}

const REASONS: Record<string, string> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** Reads a text file; throws FileError when it is missing, a folder, unreadable or empty. */
export async function readText(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new FileError(`Expected ${file} to be a file but ${REASONS[error.code ?? ''] ?? error.message}`);
  });
  if (text.trim() === '') throw new FileError(`Expected ${file} to have content but it is empty`);
  return text;
}
