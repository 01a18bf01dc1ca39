/** Runs the tests of the handler, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
