import type { Command } from './command.ts';

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

export const overview = (commands: readonly Command[]): string =>
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

export const commandHelp = ({ name, usage, help }: Command): string =>
  [`npm run ops -- ${name} [--stack NAME] ${usage}`.trimEnd(), '', help, '', COMMON].join('\n');
