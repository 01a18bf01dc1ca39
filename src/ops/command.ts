import type { Arguments, OptionConfig } from './arguments.ts';
import type { Clients } from './clients.ts';
import type { CommandOutput } from './command-output.ts';
import type { NameResolver } from './name-resolver.ts';

/** What a command works with. */
export type Call = {
  args: Arguments;
  aws: Clients;
  /** Looks up names of the pipeline: see find.ts. */
  resolver: NameResolver;
  output: CommandOutput;
  /** Given at Ctrl-C: what is held is given back, what is begun is told. */
  signal: AbortSignal;
};

/** One thing that an operator can type. */
export type Command = {
  /** One or two words. */
  name: string;
  /** After the name on the usage line. */
  usage: string;
  summary: string;
  /** All that has to be known, options among it, in lines of at most 110 characters. */
  help: string;
  options: OptionConfig;
  /** Whether words that are no options may follow, such as files. */
  takesWords?: true;
  /** True when all is well, false when something was found or done that a person should look at. */
  run(call: Call): Promise<boolean>;
};
