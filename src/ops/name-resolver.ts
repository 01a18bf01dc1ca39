import { LOCAL_STACK_NAME } from '../pipeline/local-stack.ts';
import { UserError } from '../shared/user-error.ts';
import type { Arguments } from './arguments.ts';
import type { Clients } from './clients.ts';
import { type Names, namesOf, WAYS } from './names.ts';

export type NameResolver = {
  /** Throws UserError where one of them is not to be found. */
  all<K extends keyof Names>(...wanted: K[]): Promise<Pick<Names, K>>;
  /** What there is of them: the local run has neither log group nor alarms. */
  any<K extends keyof Names>(...wanted: K[]): Promise<Partial<Pick<Names, K>>>;
};

const given = (args: Arguments): Partial<Names> =>
  Object.fromEntries(
    Object.entries(WAYS).flatMap(([name, { option }]) => {
      const value = args.text(option);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/**
 * Finds names first among the options, then in the stack of --stack, and, where S3 and SQS have endpoints of their own, by the
 * names that the template gives. Nothing is looked up unless it is needed, and that once.
 */
export function createNameResolver(args: Arguments, aws: Clients): NameResolver {
  const byHand = given(args);
  const stack = args.text('stack') ?? (aws.isCustomEndpoint && !aws.cloud ? LOCAL_STACK_NAME : undefined);
  let looked: Promise<Partial<Names>> | undefined;
  const look = async (): Promise<Partial<Names>> => {
    if (stack === undefined) return {};
    looked ??= namesOf(stack, aws);
    return looked;
  };
  async function any<K extends keyof Names>(...wanted: K[]): Promise<Partial<Pick<Names, K>>> {
    const isEnough = wanted.every((name) => byHand[name] !== undefined);
    const all: Partial<Names> = isEnough ? byHand : { ...(await look()), ...byHand };
    return Object.fromEntries(Object.entries(all).filter(([name]) => (wanted as string[]).includes(name))) as Partial<
      Pick<Names, K>
    >;
  }
  return {
    any,
    async all<K extends keyof Names>(...wanted: K[]) {
      const found: Partial<Names> = await any(...wanted);
      const missing = wanted.filter((name) => found[name] === undefined) as (keyof typeof WAYS)[];
      if (missing.length > 0) throw new UserError(sentence(missing, stack, aws));
      return found as Pick<Names, K>;
    },
  };
}

function sentence(missing: (keyof typeof WAYS)[], stack: string | undefined, { where }: Clients): string {
  const options = missing.map((name) => `--${WAYS[name].option}`).join(', ');
  if (stack === undefined) return `Expected --stack NAME, or the names by hand: ${options}`;
  const ids = missing.map((name) => WAYS[name].logicalId).join(', ');
  return `Expected ${ids} of ${stack} at ${where} but found none: is it a stack of templates/image-pipeline.yaml? Or give ${options}`;
}
