/**
 * `npm run review`: what the templates and deployments of the working tree change. Exit code 0, whatever it says; 2 when
 * it cannot begin.
 */
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readWaivers, type Waivers } from '../../policy/engine/waivers.ts';
import { FileError } from '../shared/file-error.ts';
import { findArtifact } from './review.ts';
import { baseOf, defaultBase, filesAt, readSide, type Side, sideOfFile, workingTree } from './side.ts';

const FORMATS = ['markdown', 'json'];
const WAIVERS = 'policy/waivers.yaml';
const USAGE = `Usage: npm run review [-- --base REF|FILE --format ${FORMATS.join('|')}]
Compares the templates and deployments of the working tree with those at a git ref, or with a template in a file.
Without --base: with where the work branched off from origin/main or main.`;

class UsageError extends Error {}

function readCommandLine(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        base: { type: 'string' },
        format: { type: 'string', default: 'markdown' },
        help: { type: 'boolean', default: false },
      },
    });
    const { base, help, format } = values;
    if (!FORMATS.includes(format))
      throw new UsageError(`Expected --format to be one of ${FORMATS.join(', ')} but received ${format}`);
    return { base, help, format };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message.split('. ')[0]);
  }
}

async function baseSide(base: string | undefined, now: Side): Promise<Side> {
  if (base === undefined) return readSide(filesAt(await defaultBase()));
  const isFile = await stat(base).then(
    (found) => found.isFile(),
    () => false,
  );
  return isFile ? sideOfFile(base, now) : readSide(filesAt(await baseOf(base)));
}

async function waiversHere(): Promise<Waivers> {
  const isThere = await stat(WAIVERS).then(
    () => true,
    () => false,
  );
  return isThere ? readWaivers(WAIVERS) : { file: WAIVERS, entries: [] };
}

try {
  const { base, help, format } = readCommandLine(process.argv.slice(2));
  if (help) console.log(USAGE);
  else {
    const now = await readSide(workingTree);
    const before = await baseSide(base, now);
    const options = {
      waivers: await waiversHere(),
      today: new Date().toISOString().slice(0, 'YYYY-MM-DD'.length),
      score: true,
    };
    // All rules, and the specification's differences: loaded when it is clear that there is something to review.
    const [{ review }, { toJson }, { toMarkdown }] = await Promise.all([
      import('./review.ts'),
      import('./json.ts'),
      import('./markdown.ts'),
    ]);
    const report = review(before, now, options, await findArtifact());
    console.log(format === 'json' ? toJson(report) : toMarkdown(report));
  }
} catch (error) {
  if (!(error instanceof FileError || error instanceof UsageError)) throw error;
  console.error(error instanceof UsageError ? `${error.message}\n${USAGE}` : error.message);
  process.exitCode = 2;
}
