/** Runs the tests that only compute, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
