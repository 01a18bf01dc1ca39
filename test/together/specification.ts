/** Runs the tests that need the specification of CloudFormation's resources, in this one process. */
import { runTogether } from './run-together.ts';

await runTogether(import.meta.filename);
