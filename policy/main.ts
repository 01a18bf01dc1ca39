/** `npm run policy`: judges templates as they will be deployed. Exit code 1 when something was found, 2 when it cannot begin. */
import { parseArgs } from 'node:util';
import { FileError } from '../src/template/file-error.ts';
import { formats } from './formats.ts';
import { run } from './run.ts';

const USAGE = `Usage: npm run policy [-- FILE… --deployment FILE --format ${Object.keys(formats).join('|')}]
Without FILE: every committed template, under its defaults and each deployment.`;

class UsageError extends Error {}

function readCommandLine(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        deployment: { type: 'string', multiple: true, default: [] },
        format: { type: 'string', default: 'text' },
        help: { type: 'boolean', default: false },
      },
    });
    const format = Object.hasOwn(formats, values.format) ? formats[values.format] : undefined;
    if (!format)
      throw new UsageError(
        `Expected --format to be one of ${Object.keys(formats).join(', ')} but received ${values.format}`,
      );
    return { files: positionals, deployments: values.deployment, help: values.help, format };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message.split('. ')[0]);
  }
}

try {
  const { files, deployments, help, format } = readCommandLine(process.argv.slice(2));
  if (help) console.log(USAGE);
  else {
    const report = await run(files, deployments, new Date().toISOString().slice(0, 'YYYY-MM-DD'.length));
    console.log(format(report));
    if (report.findings.length > 0) process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof FileError || error instanceof UsageError)) throw error;
  console.error(error instanceof UsageError ? `${error.message}\n${USAGE}` : error.message);
  process.exitCode = 2;
}
