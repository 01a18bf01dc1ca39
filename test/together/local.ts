/** Runs the tests of the local run, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
