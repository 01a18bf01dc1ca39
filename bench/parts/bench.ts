import type { MemoryS3 } from '../measure/memory-s3.ts';
import type { BenchOptions } from './options.ts';

/** What the parts of a run share. */
export type Bench = {
  options: BenchOptions;
  /** For what is built, gone at the end. */
  folder: string;
  s3: MemoryS3;
  write(text: string): void;
};
