/** `npm start`: the local run of the committed template. What it takes and gives is in HELP. */
import path from 'node:path';
import { LOCAL_REGION } from '../pipeline/local-stack.ts';
import { FileError } from '../shared/file-error.ts';
import { gatherInputs } from '../shared/upload-files.ts';
import { UserError } from '../shared/user-error.ts';
import { type CommandLine, HELP, readCommandLine } from './command-line.ts';
import { explainPlan, type Plan, planRun } from './deploy/plan.ts';
import { canMeasureMemory } from './lambda/memory.ts';
import { openOutFolder } from './report/out-folder.ts';
import type { Endpoints } from './services/endpoints.ts';

const EXIT = { good: 0, notAllWell: 1, cannotBegin: 2, interrupted: 130 };

/** Of a table where the output is no terminal. */
const DEFAULT_WIDTH = 140;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined);

/** A person's mistake, one line for each problem; undefined for what is ours, and keeps its stack. */
function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof UserError || error instanceof FileError) return error.message;
  if (codeOf(error) === 'ECONNREFUSED') return `Expected an endpoint that answers but received: ${error.message}`;
  // An exception of an AWS service, from an endpoint that the environment names.
  return '$fault' in error ? `The endpoint answered ${error.name}: ${error.message}` : undefined;
}

// What runs is loaded when it is clear that it can: it takes longer to load than to find a mistake.
const loadRun = () =>
  Promise.all([
    import('./run.ts'),
    import('./samples/samples.ts'),
    import('./report/result.ts'),
    import('./report/result.ts'),
  ]);

/** The endpoints that the environment names. */
async function externalEndpoints(): Promise<Endpoints | undefined> {
  if (!Object.keys(process.env).some((name) => name.startsWith('AWS_ENDPOINT_URL'))) return undefined;
  return (await import('./services/endpoints.ts')).endpointsOf(process.env);
}

async function startEmbedded(port: number, { authorization }: Plan): Promise<Endpoints> {
  const { startEndpoints } = await import('./services/endpoints.ts');
  return startEndpoints(port, authorization).catch((error: Error) => {
    if (codeOf(error) !== 'EADDRINUSE' && codeOf(error) !== 'EACCES') throw error;
    const reason = codeOf(error) === 'EACCES' ? 'may not be listened on' : 'is in use by another program';
    throw new UserError(`Expected a free port for --port but ${port} ${reason}`);
  });
}

function showStart(
  { templateFile, deployment, notes }: Plan,
  { s3Url, sqsUrl, embedded }: Endpoints,
  isRealTime: boolean,
): string {
  const idle = notes.filter(({ reason }) => reason !== undefined).length;
  return [
    `${path.relative('', templateFile)}, deployed here as ${deployment}: S3 at ${s3Url}, SQS at ${sqsUrl}`,
    `${idle} of its resources and properties have no effect on this machine (--explain lists them with their reasons).`,
    isRealTime
      ? 'A failed message waits for the visibility timeout of the queue before it is tried again.'
      : 'A failed message is tried again at once, without the visibility timeout of the queue (--real-time).',
    ...(embedded ? [] : ['Permissions are left to these endpoints: the policies of the template are not judged.']),
    ...(canMeasureMemory()
      ? []
      : ['The memory of the function is not bounded here: this system has no /proc to measure it.']),
    '',
  ].join('\n');
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

async function runInputs(command: CommandLine, plan: Plan, external: Endpoints | undefined, signal: AbortSignal) {
  const { inputs: given, problems } = await gatherInputs(command.images);
  problems.forEach(complain);
  if (command.images.length > 0 && given.length === 0) throw new UserError('There is no image to process.');
  const out = await openOutFolder(path.resolve(command.out));

  const endpoints = external ?? (await startEmbedded(command.port, plan));
  const [{ run }, { sampleInputs }, { showKept, showResult }, { showDenials, showGrants }] = await loadRun();
  const samples = command.images.length === 0 ? await sampleInputs() : undefined;
  try {
    say(showStart(plan, endpoints, command.realTime));
    const isGood = await run({
      plan,
      endpoints,
      inputs: samples?.inputs ?? given,
      out,
      realTime: command.realTime,
      output: process.stdout,
      signal,
      async afterwards(reported, pipeline) {
        const page = path.join(path.relative('', out.folder), 'index.html');
        say(showResult(reported, page, process.stdout.columns ?? DEFAULT_WIDTH));
        if (command.permissions) say(showGrants(plan.authorization.uses()));
        if (!command.keep) return;
        say(showKept(endpoints, pipeline, path.join(out.folder, 'function.log')));
        await untilAborted(signal);
      },
    });
    const denials = plan.authorization.denials();
    if (denials.length > 0) complain(showDenials(denials));
    return isGood && problems.length === 0 && denials.length === 0;
  } finally {
    await samples?.remove();
    await endpoints.close();
  }
}

async function main(signal: AbortSignal): Promise<number> {
  const command = readCommandLine(process.argv.slice(2));
  if (command.help) {
    say(HELP);
    return EXIT.good;
  }
  const external = await externalEndpoints();
  const plan = await planRun(command.deployment, command.template, external?.region ?? LOCAL_REGION);
  for (const warning of plan.warnings) complain(`Warning: ${warning}`);
  if (command.explain) {
    say(explainPlan(plan));
    return EXIT.good;
  }
  return (await runInputs(command, plan, external, signal)) ? EXIT.good : EXIT.notAllWell;
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted); // The second time: at once.
    interrupt.abort();
  });
}
try {
  process.exitCode = await main(interrupt.signal);
} catch (error) {
  const sentence = sentenceOf(error);
  if (interrupt.signal.aborted) process.exitCode = EXIT.interrupted;
  else if (sentence === undefined) throw error;
  else {
    complain(sentence);
    process.exitCode = EXIT.cannotBegin;
  }
}
