/**
 * `npm run parameters` writes what `aws cloudformation deploy` takes as --parameter-overrides and --tags, from a deployment
 * file. Both are written at once: a deployment without --tags removes the tags of the stack.
 */
import { parseArgs } from 'node:util';
import { writeOut } from '../shared/write-out.ts';
import { deploymentRequest, WANTED_OPTIONS } from './deployment-request.ts';

const USAGE = `Usage: npm run parameters -- --deployment NAME|FILE --out FOLDER [--zip FILE] [--parameter NAME=VALUE …]
--out: the folder for parameters.json and tags.json.
--zip: the zip that is deployed; its hash makes the parameter ArtifactKey, and it is checked against Architecture.`;

/** A list of texts is the one form of a file that versions 1 and 2 of the AWS command line both read. */
const texts = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).map(([name, value]) => `${name}=${value}`);

if (import.meta.main)
  await writeOut(async () => {
    const { previous: _, ...options } = { ...WANTED_OPTIONS, out: { type: 'string' } as const };
    const { deployment, out, ...wanted } = parseArgs({ options }).values;
    if (!deployment || !out) throw new Error('Expected --deployment and --out');
    const { parameters, tags, warnings } = await deploymentRequest({ deployment, ...wanted });
    return {
      documents: { [`${out}/parameters.json`]: texts(parameters), [`${out}/tags.json`]: texts(tags) },
      warnings,
    };
  }, USAGE);
