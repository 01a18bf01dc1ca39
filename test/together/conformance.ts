/** Runs the tests that compare renditions with what is seen of uploads, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
