/** Runs the tests of the commands of operation, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
