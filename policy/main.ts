/**
 * `npm run policy`: judges templates as they will be deployed. Exit code 1 when something was found, 2 when it cannot
 * begin.
 */
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { FileError } from '../src/shared/file-error.ts';
import { formats } from './formats/formats.ts';

const USAGE = `Usage: npm run policy [-- FILE… --deployment FILE --format ${Object.keys(formats).join('|')}]
       npm run policy -- --score
Without FILE: every committed template, with its defaults and with each deployment.
--score: changes each committed template in every place, one at a time, and says how many changes the rules catch.`;

class UsageError extends Error {}

function readCommandLine(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        deployment: { type: 'string', multiple: true, default: [] },
        format: { type: 'string', default: 'text' },
        score: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const format = Object.hasOwn(formats, values.format) ? formats[values.format] : undefined;
    if (!format)
      throw new UsageError(
        `Expected --format to be one of ${Object.keys(formats).join(', ')} but received ${values.format}`,
      );
    return { files: positionals, deployments: values.deployment, help: values.help, score: values.score, format };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message.split('. ')[0]);
  }
}

/** Prints the score of the committed templates; false when one is below 100 %. */
async function score(): Promise<boolean> {
  const [{ committedSubjects }, { showScore, sweep }] = await Promise.all([
    import('./engine/subject.ts'),
    import('./score/sweep.ts'),
  ]);
  let isWhole = true;
  for (const { source } of await committedSubjects()) {
    const result = sweep(source);
    for (const title of result.uncaught) console.log(`not caught: ${title}`);
    for (const path of result.unused) console.log(`accepted, but no change needs it: ${path}`);
    console.log(showScore(source.file, result));
    isWhole &&= result.uncaught.length + result.unused.length === 0;
  }
  return isWhole;
}

try {
  const { files, deployments, help, format, ...options } = readCommandLine(process.argv.slice(2));
  if (help) console.log(USAGE);
  else if (options.score) process.exitCode = (await score()) ? 0 : 1;
  else {
    enableCompileCache(); // of a hundred rules, for the next time
    const { run } = await import('./run.ts'); // with all rules: not for a mistake on the command line
    const report = await run(files, deployments, new Date().toISOString().slice(0, 'YYYY-MM-DD'.length));
    console.log(format(report));
    if (report.findings.length > 0) process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof FileError || error instanceof UsageError)) throw error;
  console.error(error instanceof UsageError ? `${error.message}\n${USAGE}` : error.message);
  process.exitCode = 2;
}
