/**
 * Runs AWS's cfn-lint on every committed template, at every level and for every Region where the stack can run.
 * Where cfn-lint is not installed it says so and goes on; in CI it is required.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const INSTALL = 'pip install -r requirements.txt';

const ARGUMENTS = [
  ...['--include-checks', 'I'],
  ...['--configure-rule', 'I3042:region=true', '--configure-rule', 'I3042:accountId=true'],
  ...['--configure-rule', 'E3012:strict=true'],
];

/** 0 when there is nothing to say, else the exit code of cfn-lint, or 1 when CI lacks it. */
export function lintTemplates(files: readonly string[], required: boolean): number {
  const { error, status } = spawnSync('cfn-lint', [...ARGUMENTS, '--', ...files], { stdio: 'inherit' });
  if (!error) return status ?? 1;
  console.error(`cfn-lint is not installed${required ? '' : ', so the templates were not linted'}: ${INSTALL}`);
  return required ? 1 : 0;
}

if (import.meta.main) process.exitCode = lintTemplates(globSync('templates/*.yaml').sort(), Boolean(process.env['CI']));
