/** `npm run parameters` writes what `aws cloudformation deploy --parameter-overrides` takes, from a deployment file. */
import { parseArgs } from 'node:util';
import { deploymentRequest, WANTED_OPTIONS } from './deployment-request.ts';
import { writeOut } from './write-out.ts';

const USAGE = `Usage: npm run parameters -- --deployment NAME|FILE [--zip FILE] [--parameter NAME=VALUE …] [--out FILE]
--zip: the zip that is deployed; its hash makes the parameter ArtifactKey, and it is checked against Architecture.`;

if (import.meta.main)
  await writeOut(async () => {
    const { previous: _, ...options } = { ...WANTED_OPTIONS, out: { type: 'string' } as const };
    const { deployment, out, ...wanted } = parseArgs({ options }).values;
    if (!deployment) throw new Error('Expected --deployment');
    const { parameters } = await deploymentRequest({ deployment, ...wanted });
    // A list of texts is the one form of a file that versions 1 and 2 of the AWS command line both read.
    return { out, document: Object.entries(parameters).map(([name, value]) => `${name}=${value}`) };
  }, USAGE);
