/**
 * Runs AWS's cfn-lint at every level on every committed template, and on each as every deployment sets it. Where
 * cfn-lint is not installed it says so and goes on; in CI it is required.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEPLOYMENT_TIME_PARAMETERS, findDeployment, listDeployments } from '../pipeline/deployment.ts';

const INSTALL = 'pip install -r requirements.txt';

const ARGUMENTS = [
  ...['--include-checks', 'I'],
  ...['--configure-rule', 'I3042:region=true', '--configure-rule', 'I3042:accountId=true'],
  ...['--configure-rule', 'E3012:strict=true'],
];

const DEPLOYMENTS = join('templates', 'deployments');

/** What whoever deploys adds to a deployment file. */
const PLACEHOLDERS = Object.fromEntries(DEPLOYMENT_TIME_PARAMETERS.map((name) => [name, 'handler/placeholder.zip']));

/** Runs cfn-lint with more arguments; gives its exit code, or undefined where it is not installed. */
const cfnLint = (args: readonly string[]): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn('cfn-lint', [...ARGUMENTS, ...args], { stdio: 'inherit' });
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    );
    child.once('exit', (code) => resolve(code ?? 1));
  });

/**
 * Writes the deployments with their placeholders into a folder; gives the files. cfn-lint takes them all in one run, and
 * reads a template once for all of its deployments.
 */
async function completeDeployments(folder: string): Promise<string[]> {
  const deployments = await listDeployments(DEPLOYMENTS).catch(() => []);
  return Promise.all(
    deployments.map(async (name) => {
      const { parameters, templateFilePath } = await findDeployment(DEPLOYMENTS, name);
      const file = join(folder, `${name}.json`);
      const complete = { 'template-file-path': templateFilePath, parameters: { ...PLACEHOLDERS, ...parameters } };
      await writeFile(file, JSON.stringify(complete));
      return file;
    }),
  );
}

/** 0 when there is nothing to say, else the highest exit code of cfn-lint, or 1 when it is required and not there. */
export async function lintTemplates(files: readonly string[], required: boolean): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'lint-'));
  const deployments = await completeDeployments(folder);
  const runs = [['--', ...files], ...(deployments.length > 0 ? [['--deployment-files', ...deployments]] : [])];
  const codes = await Promise.all(runs.map(cfnLint));
  await rm(folder, { recursive: true });
  if (!codes.includes(undefined)) return Math.max(...codes.map((code) => code ?? 0));
  console.error(`cfn-lint is not installed${required ? '' : ', so the templates were not linted'}: ${INSTALL}`);
  return required ? 1 : 0;
}

if (import.meta.main) {
  process.exitCode = await lintTemplates(globSync('templates/*.yaml').sort(), Boolean(process.env['CI']));
}
