/** Runs the tests of what is done with a picture, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
