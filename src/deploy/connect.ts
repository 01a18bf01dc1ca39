/**
 * `npm run connect` reads the outputs of a bootstrap stack and prints, or runs, what GitHub has to be told: the variable of
 * the environment and, if asked to, the environment itself, which only main may use.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { sentenceOf } from '../shared/error-sentence.ts';
import { UserError } from '../shared/user-error.ts';
import { checkEnvironments, ENVIRONMENTS, REQUIRED_OUTPUTS, variableOf } from './environments.ts';

const USAGE = `Usage: npm run connect -- --stack BOOTSTRAP-STACK [--region REGION] [--protect] [--reviewer USER …] [--run]
Prints the commands of gh that connect this repository with an environment.
--run: runs them instead; what is as it should be stays. gh chooses the repository of this folder, or GH_REPO.
--protect: makes the GitHub environment, which only the branch main may use; others of its rules stay.
--reviewer: has to approve each deployment; may be given several times, up to 6. Implies --protect.`;

/** The outputs of a stack, in the order of their names. Throws UserError where there is no such stack. */
async function outputsOf(StackName: string, region: string | undefined): Promise<Record<string, string>> {
  const client = new CloudFormationClient(region ? { region } : {});
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const outputs = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    return Object.fromEntries(outputs.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
  } catch (error) {
    const isAbsent = error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
    const where = region ?? process.env['AWS_REGION'] ?? 'the Region of the profile';
    if (!isAbsent) throw new UserError(sentenceOf(error, where) ?? String(error));
    throw new UserError(
      `Expected a stack ${StackName} in ${where} but there is none: check --stack, --region and the account (aws sts get-caller-identity)`,
    );
  } finally {
    client.destroy();
  }
}

/** The environment that the outputs are of. Throws UserError where they are not those of this bootstrap template. */
function environmentOf(stack: string, outputs: Readonly<Record<string, string>>): string {
  const missing = REQUIRED_OUTPUTS.filter((name) => !outputs[name]);
  if (missing.length > 0)
    throw new UserError(
      `Expected stack ${stack} to have the outputs of templates/bootstrap.yaml but it lacks ${missing.join(', ')}: deploy that template again`,
    );
  const { EnvironmentName = '' } = outputs;
  if (!ENVIRONMENTS.some((name) => name === EnvironmentName))
    throw new UserError(
      `Expected EnvironmentName of stack ${stack} to be ${ENVIRONMENTS.join(' or ')}, which the workflows deploy, but received ${EnvironmentName}`,
    );
  const variables = { [variableOf(EnvironmentName)]: JSON.stringify(outputs), ENVIRONMENTS: EnvironmentName };
  const { problems } = checkEnvironments(variables);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return EnvironmentName;
}

type Command = readonly string[];

const quoted = (word: string): string =>
  /^[\w@%+=:,./{}[\]-]+$/.test(word) && !/[[\]{}]/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
const shown = (command: Command): string => ['gh', ...command].map(quoted).join(' ');

type Answer = { code: number; stdout: string; stderr: string };

/** Throws UserError where gh is not installed. */
const gh = (command: Command): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = spawn('gh', command, { stdio: ['ignore', 'pipe', 'pipe'] });
    const answer: Answer = { code: 1, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (answer.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (answer.stderr += text));
    child.once('error', (error) => {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const missing =
        'Expected gh (https://cli.github.com) to be installed but there is none: without --run the commands are printed';
      reject(isMissing ? new UserError(missing) : error);
    });
    child.once('close', (code) => resolve({ ...answer, code: code ?? 1 }));
  });

/** Throws UserError with the first line of what gh said. */
async function ghOrThrow(command: Command): Promise<string> {
  const { code, stdout, stderr } = await gh(command);
  if (code !== 0)
    throw new UserError(
      `Expected ${shown(command)} to succeed but received ${(stderr || stdout).trim().split('\n')[0]}`,
    );
  return stdout;
}

const api = (path: string): string => `repos/{owner}/{repo}/environments/${path}`;

type Environment = {
  protection_rules?: {
    type: string;
    wait_timer?: number;
    prevent_self_review?: boolean;
    reviewers?: { type: string; reviewer: { id: number } }[];
  }[];
  deployment_branch_policy?: { custom_branch_policies: boolean } | null;
};

type Reviewer = { type: string; id: string };

/** https://docs.github.com/en/rest/deployments/environments#create-or-update-an-environment replaces all rules at once. */
function putEnvironment(
  name: string,
  reviewers: readonly Reviewer[],
  { protection_rules = [] }: Environment = {},
): Command {
  const timer = protection_rules.find(({ type }) => type === 'wait_timer')?.wait_timer ?? 0;
  const self = protection_rules.find(({ type }) => type === 'required_reviewers')?.prevent_self_review ?? false;
  return [
    ...['api', '--silent', '--method', 'PUT', api(name)],
    ...['-F', `wait_timer=${timer}`, '-F', `prevent_self_review=${self}`],
    ...reviewers.flatMap(({ type, id }) => ['-f', `reviewers[][type]=${type}`, '-F', `reviewers[][id]=${id}`]),
    ...['-F', 'deployment_branch_policy[protected_branches]=false'],
    ...['-F', 'deployment_branch_policy[custom_branch_policies]=true'],
  ];
}

const BRANCHES = 'deployment-branch-policies';
const postBranch = (name: string): Command => [
  ...['api', '--silent', '--method', 'POST', api(`${name}/${BRANCHES}`)],
  ...['-f', 'name=main', '-f', 'type=branch'],
];

const setVariable = (name: string, value: string): Command => ['variable', 'set', name, '--body', value];

/** Makes the environment, or adds what it lacks. */
async function protect(name: string, users: readonly string[]): Promise<void> {
  const found = await gh(['api', api(name)]);
  if (found.code !== 0 && !/404/.test(found.stderr)) await ghOrThrow(['api', api(name)]);
  const now: Environment = found.code === 0 ? JSON.parse(found.stdout) : {};
  const kept = (now.protection_rules ?? []).flatMap(({ reviewers = [] }) =>
    reviewers.map(({ type, reviewer }) => ({ type, id: String(reviewer.id) })),
  );
  const added = await Promise.all(
    users.map(async (user) => ({
      type: 'User',
      id: (await ghOrThrow(['api', `users/${user}`, '--jq', '.id'])).trim(),
    })),
  );
  const missing = added.filter(({ id }) => !kept.some((reviewer) => reviewer.id === id));
  if (missing.length > 0 || now.deployment_branch_policy?.custom_branch_policies !== true)
    await ghOrThrow(putEnvironment(name, [...kept, ...missing], now));
  const branches = await ghOrThrow(['api', api(`${name}/${BRANCHES}`), '--jq', '.branch_policies[].name']);
  const names = branches.split('\n').filter(Boolean);
  if (!names.includes('main')) await ghOrThrow(postBranch(name));
  const others = names.filter((branch) => branch !== 'main');
  console.log(`Environment ${name}: only main deploys, ${kept.length + missing.length} reviewers`);
  if (others.length > 0)
    console.error(`Expected environment ${name} to be for main alone but it also admits ${others.join(', ')}`);
}

async function setIfChanged(variable: string, value: string): Promise<void> {
  const { code, stdout } = await gh(['variable', 'get', variable]);
  const isSame = code === 0 && stdout.trim() === value;
  if (!isSame) await ghOrThrow(setVariable(variable, value));
  console.log(`Variable ${variable}: ${isSame ? 'unchanged' : 'set'}`);
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: { stack: text, region: text, run: flag, protect: flag, reviewer: { ...text, multiple: true }, help: flag },
  });
  if (values.help) return console.log(USAGE);
  if (!values.stack) throw new Error('Expected --stack');
  const outputs = await outputsOf(values.stack, values.region);
  const environment = environmentOf(values.stack, outputs);
  const users = values.reviewer ?? [];
  const isProtected = values.protect || users.length > 0;
  const [variable, value] = [variableOf(environment), JSON.stringify(outputs)];
  if (values.run) {
    const { code } = await gh(['auth', 'status']);
    if (code !== 0) throw new UserError('Expected gh to be signed in but it is not: gh auth login');
    // The variable last: with it the workflows begin to deploy.
    if (isProtected) await protect(environment, users);
    return setIfChanged(variable, value);
  }
  if (isProtected) {
    // The shell asks for the number of each reviewer.
    const reviewers = users.map((user) => ({ type: 'User', id: `NUMBER-OF-${user}` }));
    const lines = shown(putEnvironment(environment, reviewers));
    console.log(lines.replaceAll(/'?(reviewers\[\]\[id\]=)NUMBER-OF-([^\s']+)'?/g, '"$1$(gh api users/$2 --jq .id)"'));
    console.log(shown(postBranch(environment)));
  }
  console.log(shown(setVariable(variable, value)));
}

await main().catch((error: Error) => {
  console.error(error instanceof UserError ? error.message : `${error.message.split('. ')[0]}\n${USAGE}`);
  process.exitCode = 2;
});
