/** Runs the tests that try the bundled function with hostile files, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
