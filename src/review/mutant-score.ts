import { sweep } from '../../policy/score/sweep.ts';
import { FileError } from '../shared/file-error.ts';
import type { SizedSource } from './side.ts';

/** How many of all single changes to a template the rules catch; undefined where they find something without any. */
export type MutantScore = { caught: number; all: number; uncaught: string[] };

/** Takes seconds: every place of the template is changed once, and judged. */
export function mutantScore(source: SizedSource): MutantScore | undefined {
  try {
    const { all, uncaught } = sweep(source);
    return { caught: all - uncaught.length, all, uncaught };
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
