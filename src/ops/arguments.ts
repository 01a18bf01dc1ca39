import { parseArgs } from 'node:util';
import { UserError } from '../shared/user-error.ts';

export type OptionConfig = Readonly<Record<string, { type: 'string' | 'boolean'; multiple?: true; short?: string }>>;

/** Every command takes these. */
export const COMMON_OPTIONS = {
  stack: { type: 'string' },
  region: { type: 'string' },
  'upload-bucket': { type: 'string' },
  'processed-bucket': { type: 'string' },
  'queue-url': { type: 'string' },
  'dead-letter-queue-url': { type: 'string' },
  'log-group': { type: 'string' },
  'log-file': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies OptionConfig;

/** What stood on the command line after the command's name. */
export type Arguments = {
  words: string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): string[];
  /** A whole number in these bounds, or the default. Throws UserError. */
  number(name: string, bounds: { default: number; least: number; most: number }): number;
};

function parse(args: readonly string[], options: OptionConfig) {
  try {
    return parseArgs({ args: [...args], options: { ...COMMON_OPTIONS, ...options }, allowPositionals: true });
  } catch (error) {
    // Node's own sentence names the option; the rest of it is advice for programmers.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new UserError(`${sentence}; see --help`);
  }
}

/** Reads what follows a command's name; `usual` stands for options that are not given. Throws UserError. */
export function readArguments(
  args: readonly string[],
  options: OptionConfig,
  usual: Readonly<Record<string, string | undefined>> = {},
): Arguments {
  const { values, positionals } = parse(args, options);
  const all: Readonly<Record<string, unknown>> = { ...usual, ...values };
  const text = (name: string): string | undefined => {
    const value = all[name];
    if (value === '') throw new UserError(`Expected a value for --${name} but received nothing`);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    words: positionals,
    flag: (name) => all[name] === true,
    text,
    texts: (name) => [all[name] ?? []].flat().map(String),
    number(name, { default: otherwise, least, most }) {
      const given = text(name);
      if (given === undefined) return otherwise;
      const value = Number(given);
      if (!/^\d+$/.test(given) || value < least || value > most) {
        throw new UserError(`Expected a whole number from ${least} to ${most} for --${name} but received ${given}`);
      }
      return value;
    },
  };
}
