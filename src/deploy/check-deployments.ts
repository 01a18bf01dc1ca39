/**
 * `node src/deploy/check-deployments.ts [FOLDER]`, from the repository's root: checks each deployment file, by
 * default of templates/deployments, and the defaults of each template that they name. One line per problem, exit code
 * 1.
 */
import { join } from 'node:path';
import { readTemplate } from '../aws/cloudformation/read.ts';
import { checkDeployment, type Deployment, findDeployment, listDeployments } from '../pipeline/deployment.ts';
import { FileError } from '../shared/file-error.ts';

const defaultsOf = (templateFilePath: string): Deployment => ({
  name: 'defaults',
  file: templateFilePath,
  templateFilePath,
  parameters: {},
  tags: {},
});

async function problems(find: () => Promise<Deployment>): Promise<string[]> {
  try {
    const deployment = await find();
    const { template } = await readTemplate(deployment.templateFilePath).catch((error: unknown) => {
      throw error instanceof FileError ? new FileError(`${deployment.file}: ${error.message}`) : error;
    });
    return [
      ...checkDeployment(deployment, template),
      ...checkDeployment(defaultsOf(deployment.templateFilePath), template),
    ];
  } catch (error) {
    if (error instanceof FileError) return error.message.split('\n');
    throw error;
  }
}

const folder = process.argv[2] ?? join('templates', 'deployments');
const names = await listDeployments(folder).catch((error: unknown) => {
  if (!(error instanceof FileError)) throw error;
  console.error(error.message);
  process.exit(1);
});
const found = new Set((await Promise.all(names.map((name) => problems(() => findDeployment(folder, name))))).flat());
for (const line of found) console.error(line);
if (found.size > 0) process.exitCode = 1;
else console.log(`Deployments are valid: ${names.join(', ') || 'none'}`);
