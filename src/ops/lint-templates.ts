/**
 * Runs AWS's cfn-lint at every level on every committed template, and on each as every deployment sets it. Where
 * cfn-lint is not installed it says so and goes on; in CI it is required.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENT_TIME_PARAMETERS, findDeployment, listDeployments } from '../template/deployment.ts';

const INSTALL = 'pip install -r requirements.txt';

const ARGUMENTS = [
  ...['--include-checks', 'I'],
  ...['--configure-rule', 'I3042:region=true', '--configure-rule', 'I3042:accountId=true'],
  ...['--configure-rule', 'E3012:strict=true'],
];

const DEPLOYMENTS = join('templates', 'deployments');

/** What whoever deploys adds to a deployment file. */
const PLACEHOLDERS = DEPLOYMENT_TIME_PARAMETERS.map((name) => `${name}=handler/placeholder.zip`);

/** Runs cfn-lint with more arguments; gives its exit code, or undefined where it is not installed. */
const cfnLint = (args: readonly string[]): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn('cfn-lint', [...ARGUMENTS, ...args], { stdio: 'inherit' });
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    );
    child.once('exit', (code) => resolve(code ?? 1));
  });

async function ofDeployments(): Promise<string[][]> {
  const deployments = await listDeployments(DEPLOYMENTS).catch(() => []);
  return Promise.all(
    deployments.map(async (name) => {
      const { parameters, templateFilePath } = await findDeployment(DEPLOYMENTS, name);
      const given = Object.entries(parameters).map(([parameter, value]) => `${parameter}=${value}`);
      return ['--parameters', ...PLACEHOLDERS, ...given, '--', templateFilePath];
    }),
  );
}

/** 0 when there is nothing to say, else the highest exit code of cfn-lint, or 1 when it is required and not there. */
export async function lintTemplates(files: readonly string[], required: boolean): Promise<number> {
  const codes = await Promise.all([['--', ...files], ...(await ofDeployments())].map(cfnLint));
  if (!codes.includes(undefined)) return Math.max(...codes.map((code) => code ?? 0));
  console.error(`cfn-lint is not installed${required ? '' : ', so the templates were not linted'}: ${INSTALL}`);
  return required ? 1 : 0;
}

if (import.meta.main) {
  process.exitCode = await lintTemplates(globSync('templates/*.yaml').sort(), Boolean(process.env['CI']));
}
