/** What whoever adopts the pipeline decides once; the file to change is pipeline.config.ts. */
export type Choices = {
  /** Whether the resolver of the isolated network answers for the names of S3 alone. */
  dnsFirewall: boolean;
};

const TYPES = { dnsFirewall: 'boolean' } satisfies Record<keyof Choices, 'boolean'>;

const FILE = 'pipeline.config.ts';

/**
 * Throws an Error of one line for the first choice that is wrong. Synth runs without the compiler, and a misspelt name would
 * leave a protection off.
 */
export function checkChoices(choices: unknown): asserts choices is Choices {
  if (typeof choices !== 'object' || choices === null)
    throw new Error(
      `Expected ${FILE} to export the object choices but received ${JSON.stringify(choices) ?? 'nothing'}`,
    );
  const given = choices as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(TYPES, name));
  if (unknown !== undefined)
    throw new Error(`Expected the choices in ${FILE} to be ${Object.keys(TYPES).join(', ')} but received ${unknown}`);
  for (const [name, type] of Object.entries(TYPES))
    if (typeof given[name] !== type)
      throw new Error(
        `Expected ${name} in ${FILE} to be true or false but received ${JSON.stringify(given[name]) ?? 'nothing'}`,
      );
}
