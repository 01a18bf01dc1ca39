/** Runs the tests that need moto, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
