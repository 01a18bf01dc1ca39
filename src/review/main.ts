/**
 * `npm run review`: what the templates and deployments of the working tree change. Exit code 0, whatever it says; 2 when
 * it cannot begin.
 */
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readWaivers, type Waivers } from '../../policy/waivers.ts';
import { FileError } from '../template/file-error.ts';
import { findArtifact } from './artifact.ts';
import { baseOf, defaultBase, filesAt } from './git.ts';
import { toJson } from './json.ts';
import { toMarkdown } from './markdown.ts';
import { review } from './review.ts';
import { readSide, type Side, sideOfFile, workingTree } from './side.ts';

const FORMATS = { markdown: toMarkdown, json: toJson };
const WAIVERS = 'policy/waivers.yaml';
const USAGE = `Usage: npm run review [-- --base REF|FILE --format ${Object.keys(FORMATS).join('|')}]
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
    const format = Object.hasOwn(FORMATS, values.format) ? FORMATS[values.format as keyof typeof FORMATS] : undefined;
    if (!format)
      throw new UsageError(
        `Expected --format to be one of ${Object.keys(FORMATS).join(', ')} but received ${values.format}`,
      );
    return { base: values.base, help: values.help, format };
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
    console.log(format(review(before, now, options, await findArtifact())));
  }
} catch (error) {
  if (!(error instanceof FileError || error instanceof UsageError)) throw error;
  console.error(error instanceof UsageError ? `${error.message}\n${USAGE}` : error.message);
  process.exitCode = 2;
}
