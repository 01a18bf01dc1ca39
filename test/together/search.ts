/** Runs the tests that search for lost images, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
