import { parseArgs } from 'node:util';
import { UserError } from '../shared/user-error.ts';

/** What was asked for on the command line. */
export type CommandLine = {
  images: string[];
  deployment: string;
  template?: string;
  out: string;
  port: number;
  realTime: boolean;
  keep: boolean;
  explain: boolean;
  permissions: boolean;
  help: boolean;
};

export const HELP = `npm start [-- OPTIONS] [-- IMAGE-OR-FOLDER …]

Runs the committed template on this machine: uploads images, waits until each has ended in the processed bucket or
in the dead-letter queue, and writes a page with every image before and after. Without images it draws samples.
Every call is judged by the policies of the template, as AWS would; what they deny is denied here.

  --deployment NAME   parameters of templates/deployments/NAME.yaml (default: staging)
  --template FILE     another template than the deployment's
  --out FOLDER        where the page goes (default: out); emptied of what the run before wrote
  --port PORT         port of the embedded S3 (default: a free one)
  --real-time         let a failed message wait for the queue's visibility timeout, as at AWS, instead of trying it
                      again at once: an upload that fails then takes minutes
  --keep              leave everything running until Ctrl-C, for use with the AWS command line
  --explain           list what each resource and property of the template does here, and end
  --permissions       list what the template's policies grant at the end, and how many calls used each grant
  --help              this text

With AWS_ENDPOINT_URL, or AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL_SQS, buckets and queues are made there instead of in
the embedded endpoints, and permissions are left to them. Exit code: 0 when every upload ended in exactly one of the two
places, 1 when one did not or a call was denied, 2 when the run could not begin, 130 after Ctrl-C.
`;

const OPTIONS = {
  deployment: { type: 'string', default: 'staging' },
  template: { type: 'string' },
  out: { type: 'string', default: 'out' },
  port: { type: 'string', default: '0' },
  'real-time': { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false },
  permissions: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node's own sentence names the option; the rest of it is advice for programmers.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new UserError(`${sentence}; see npm start -- --help`);
  }
}

/** Reads the arguments after `npm start --`. Throws UserError. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new UserError(`Expected a port from 0 to 65535 for --port but received ${values.port}`);
  }
  return {
    images: positionals,
    deployment: values.deployment,
    ...(values.template === undefined ? {} : { template: values.template }),
    out: values.out,
    port,
    realTime: values['real-time'],
    keep: values.keep,
    explain: values.explain,
    permissions: values.permissions,
    help: values.help,
  };
}
