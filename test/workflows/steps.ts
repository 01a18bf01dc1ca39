import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { type Ended, run } from '../run.ts';
import { workflowFiles } from './workflow-files.ts';

const files = workflowFiles();

/** The script of a step, by the name that a person sees. Throws where there is none. */
export function scriptOf(file: string, job: string, name: string): string {
  const { workflow } = files.find((each) => each.name === file) ?? {};
  const script = workflow?.jobs[job]?.steps?.find((step) => step.name === name)?.run;
  if (script === undefined) throw new Error(`Expected ${file} to have a step ${name} in ${job} but received none`);
  return script;
}

const TEMPLATE = 'Resources: {}\n';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Of the template and of the zip in DEPLOYMENT. */
export const TEMPLATE_SHA256 = sha256(TEMPLATE);
export const ZIP_KEY = `handler/${sha256('zip')}.zip`;

/** What `npm run prepare-deployment` hands over, as small as can be; deploy-steps.test.ts takes what it really makes. */
const DEPLOYMENT: Readonly<Record<string, string>> = {
  'handler.zip': 'zip',
  'handler.cdx.json': '{}',
  'change-set.jq': await readFile('src/deploy/change-set.jq', 'utf8'),
  [`${TEMPLATE_SHA256}.yaml`]: TEMPLATE,
  'staging.json': JSON.stringify({
    TemplateURL: `https://artifacts.s3.us-east-1.amazonaws.com/templates/${TEMPLATE_SHA256}.yaml`,
    Parameters: [{ ParameterKey: 'ArtifactKey', ParameterValue: ZIP_KEY }],
  }),
};

/** As GitHub runs it where `shell: bash` is said. */
export const BASH = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c'];

export type Step = {
  file: string;
  job: string;
  name: string;
  /** Makes it shorter for a test. */
  change?: (script: string) => string;
};

export type StepEnded = Ended & {
  /** What the stand-ins were called with, a line for each call. */
  calls: string[];
  summary: string;
  outputs: string;
};

/**
 * Runs the script of one step as GitHub does, in a folder with the project's code. `commands` are scripts of sh that
 * stand in for programs, for the answers that no stand-in of AWS or GitHub gives.
 */
export async function runStep(
  t: TestContext,
  { file, job, name, change = (script) => script }: Step,
  commands: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<StepEnded> {
  const folder = await mkdtemp(join(tmpdir(), 'step-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const linked of ['src', 'node_modules', 'package.json', 'templates'])
    await symlink(resolve(linked), join(folder, linked));
  const [calls, summary, outputs] = ['calls', 'summary', 'outputs'].map((each) => join(folder, each)) as [
    string,
    string,
    string,
  ];
  for (const [name, content] of Object.entries(DEPLOYMENT)) await writeFile(join(folder, name), content);
  for (const log of [calls, summary, outputs]) await writeFile(log, '');
  for (const [command, answers] of Object.entries({ sleep: '', ...commands })) {
    await writeFile(join(folder, command), `#!/bin/sh\necho "${command} $*" >> '${calls}'\n${answers}\n`);
    await chmod(join(folder, command), 0o755);
  }
  const ended = await run('bash', [...BASH, change(scriptOf(file, job, name))], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: outputs,
      STACK: 'images',
      ...env,
    },
  });
  const [called = '', summed = '', put = ''] = await Promise.all(
    [calls, summary, outputs].map((each) => readFile(each, 'utf8')),
  );
  return { ...ended, calls: called.split('\n').filter(Boolean), summary: summed, outputs: put };
}
