import { didYouMean } from '../shared/did-you-mean.ts';
import { sentenceOf } from '../shared/error-sentence.ts';
import { UserError } from '../shared/user-error.ts';
import { readArguments } from './arguments.ts';
import { backfill } from './backfill.ts';
import { type Clients, connect, type Environment } from './clients.ts';
import type { Command } from './command.ts';
import { createOutput, type Terminal } from './command-output.ts';
import { dlqList } from './dlq-list.ts';
import { dlqPurge } from './dlq-purge.ts';
import { dlqRedrive } from './dlq-redrive.ts';
import { empty } from './empty.ts';
import { logs } from './logs.ts';
import { createNameResolver } from './name-resolver.ts';
import { status } from './status.ts';
import { upload } from './upload.ts';

const COMMON = `Which pipeline:
  --stack NAME                  a stack of templates/image-pipeline.yaml, looked up in CloudFormation (default: PIPELINE_STACK)
  --region REGION               its Region (default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's)
  --upload-bucket, --processed-bucket, --queue-url, --dead-letter-queue-url, --log-group
                                single parts by name, before or without a stack
  --log-file FILE               the log as the local run writes it (default: PIPELINE_LOG_FILE)
With the variables that "npm start -- --keep" shows it is the pipeline of that local run, and nothing goes to AWS: where S3 and
SQS have endpoints of their own, parts are found by the template's names. AWS_ENDPOINT_URL leads every call to one place.

  --json                        for scripts: the result as JSON, nothing else, on standard output
  --help                        this text

Exit code: 0 all is well, 1 a person should look, 2 it could not be done, 130 after Ctrl-C.
`;

const WIDTH = 14;

const overview = (commands: readonly Command[]): string =>
  [
    'npm run ops -- COMMAND [OPTIONS]',
    '',
    'Operates a deployed pipeline, or the local run.',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(WIDTH)}${summary}`),
    '',
    'npm run ops -- COMMAND --help tells more.',
    '',
    COMMON,
  ].join('\n');

const commandHelp = ({ name, usage, help }: Command): string =>
  [`npm run ops -- ${name} [--stack NAME] ${usage}`.trimEnd(), '', help, '', COMMON].join('\n');

export const COMMANDS: readonly Command[] = [upload, status, dlqList, dlqRedrive, dlqPurge, backfill, empty, logs];

export const EXIT = { good: 0, notAllWell: 1, cannotBegin: 2, interrupted: 130 };

/** The command that the first words name, and what follows them. Throws UserError. */
function choose(args: readonly string[]): { command: Command; rest: string[] } {
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  if (command) return { command, rest: args.slice(command.name.split(' ').length) };
  const typed = args.slice(0, args[0] === 'dlq' ? 2 : 1).join(' ');
  const names = COMMANDS.map(({ name }) => name);
  throw new UserError(
    `Expected a command (${names.join(', ')}) but received ${typed || 'nothing'}${didYouMean(typed, names)}`,
  );
}

const wantsHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).some((arg) => arg === '--help' || arg === '-h');
};

/** Does what the arguments say. Answers with the exit code; throws what is a fault of ours. */
export async function operate(
  args: readonly string[],
  env: Environment,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  let aws: Clients | undefined;
  try {
    if (args.length === 0 || ['help', '--help', '-h'].includes(args[0] ?? '')) {
      terminal.stdout.write(overview(COMMANDS));
      return args.length === 0 ? EXIT.cannotBegin : EXIT.good;
    }
    const { command, rest } = choose(args);
    if (wantsHelp(rest)) {
      terminal.stdout.write(commandHelp(command));
      return EXIT.good;
    }
    const usual = { stack: env['PIPELINE_STACK'], 'log-file': env['PIPELINE_LOG_FILE'] };
    const read = readArguments(rest, command.options, usual);
    if (!command.takesWords && read.words.length > 0) {
      throw new UserError(`Expected nothing but options after ${command.name} but received ${read.words.join(' ')}`);
    }
    aws = connect(env, read.text('region'));
    const output = createOutput(terminal, read.flag('json'));
    const isWell = await command.run({ args: read, aws, resolver: createNameResolver(read, aws), output, signal });
    return isWell ? EXIT.good : EXIT.notAllWell;
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted;
    const sentence = sentenceOf(error, aws?.where ?? 'AWS');
    if (sentence === undefined) throw error;
    terminal.stderr.write(`${sentence}\n`);
    return EXIT.cannotBegin;
  } finally {
    aws?.destroy();
  }
}
