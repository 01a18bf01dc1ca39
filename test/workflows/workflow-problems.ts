import type { Job, WorkflowFile } from './workflow-files.ts';

/** A full commit, and the version that it is in a comment. */
const PIN = /^\s*(?:- )?uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const LOCAL = /^\s*(?:- )?uses: \.\/\.github\/workflows\/[\w-]+\.yml$/;

const jobsOf = ({ workflow }: WorkflowFile): [string, Job][] => Object.entries(workflow.jobs);

function pins({ text }: WorkflowFile): string[] {
  const uses = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
  return uses.filter((line) => !PIN.test(line) && !LOCAL.test(line)).map((line) => `not pinned: ${line.trim()}`);
}

function permissions(file: WorkflowFile): string[] {
  const { permissions: top } = file.workflow;
  const isNone = top !== undefined && JSON.stringify(top) === '{}';
  const wide = jobsOf(file).filter(([, job]) => typeof job.permissions !== 'object');
  const bare = file.text.split('\n').filter((line) => /^\s+[a-z-]+: (read|write)$/.test(line));
  return [
    ...(isNone ? [] : ['permissions at the top are not {}']),
    ...wide.map(([name]) => `job ${name} names no permissions`),
    ...bare.map((line) => `a permission without its reason: ${line.trim()}`),
  ];
}

const timeouts = (file: WorkflowFile): string[] =>
  jobsOf(file)
    .filter(([, job]) => !job.uses && !(Number(job['timeout-minutes']) <= 60))
    .map(([name]) => `job ${name} has no timeout of an hour or less`);

/** Whatever `${{ }}` stands for is put into the script before the shell reads it: it comes by way of env. */
const interpolation = (file: WorkflowFile): string[] =>
  jobsOf(file).flatMap(([name, { steps = [] }]) =>
    steps
      .filter(({ run = '' }) => run.includes('${{'))
      .map((step) => `job ${name} puts \${{ }} into run: ${step.name ?? step.run}`),
  );

const credentials = (file: WorkflowFile): string[] =>
  jobsOf(file).flatMap(([name, { steps = [] }]) =>
    steps
      .filter((step) => step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false)
      .map(() => `job ${name} keeps the token where it checks out`),
  );

const DEPLOYING = './.github/workflows/deploy-environment.yml';

/** What a job with a token for roles may use: nothing that runs code of the repository or of its packages. */
const WITH_ROLE = ['actions/download-artifact', 'actions/attest', 'aws-actions/configure-aws-credentials'];
const RUNS_CODE = /\b(npm|npx|node|python3?|pip|make)\b(?!-)|(?:^|\s)(?:\.\/|bash |sh |source )/m;

/** Comments and quoted texts say things, they run nothing. */
const commandsOf = (run: string): string => run.replaceAll(/^\s*#.*$/gm, '').replaceAll(/"[^"]*"|'[^']*'/g, '');

/** With the token of a job any code in it could take the role. */
const tokens = (file: WorkflowFile): string[] =>
  jobsOf(file)
    .filter(([, job]) => !job.uses && job.permissions?.['id-token'] === 'write')
    .flatMap(([name, { steps = [] }]) =>
      steps
        .filter(({ uses, run }) =>
          uses ? !WITH_ROLE.includes(uses.split('@')[0] ?? '') : RUNS_CODE.test(commandsOf(run ?? '')),
        )
        .map((step) => `job ${name} has a token for roles and runs code: ${step.name ?? step.uses ?? step.run}`),
    );

/** `env.TOKEN` in a program of jq that an earlier job made would print what only this job may know. */
const programs = (file: WorkflowFile): string[] =>
  jobsOf(file)
    .filter(([, job]) => job.permissions?.['id-token'] === 'write')
    .flatMap(([name, { steps = [] }]) =>
      steps
        .filter(({ run = '' }) => /(?<!env -i PATH="\$PATH" )\bjq (?:-\S+ )*-f\b/.test(run))
        .map((step) => `job ${name} has a token for roles and shows its environment to jq: ${step.name ?? step.run}`),
    );

function concurrency(file: WorkflowFile): string[] {
  const { on, concurrency: top } = file.workflow;
  const isCalled = Object.keys(on).join() === 'workflow_call';
  const cancels = (value: object | undefined) =>
    value && (value as Record<string, unknown>)['cancel-in-progress'] !== false;
  const deploying = jobsOf(file).filter(([, job]) => job.uses === DEPLOYING);
  const groups = deploying.map(([, job]) => job.concurrency?.['group']);
  return [
    ...(top || isCalled || deploying.length > 0 ? [] : ['no concurrency']),
    ...(top && deploying.length > 0 ? ['an approval that waits holds back every environment'] : []),
    ...(new Set(groups).size < groups.length ? ['two environments in one group'] : []),
    ...(cancels(top) && !('pull_request' in on) ? ['what is not a pull request can be cancelled'] : []),
    ...deploying
      .filter(([, job]) => !job.concurrency || cancels(job.concurrency))
      .map(([name]) => `job ${name} deploys and can be cancelled, or can run twice`),
  ];
}

/** Such a workflow has secrets and a token that writes, for code that a stranger sends. */
const events = ({ workflow: { on } }: WorkflowFile): string[] =>
  ['pull_request_target', 'workflow_run', 'issue_comment']
    .filter((event) => event in on)
    .map((event) => `runs on ${event}`);

/** What is wrong with a workflow, in words; nothing for a good one. */
export const workflowProblems = (file: WorkflowFile): string[] =>
  [pins, permissions, timeouts, interpolation, credentials, tokens, programs, concurrency, events].flatMap((check) =>
    check(file),
  );
