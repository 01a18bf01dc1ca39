import { type Choices, choiceNames, DEFAULT_CHOICES, valuesOf } from '../pipeline/choices.ts';
import { UserError } from '../shared/user-error.ts';

/** Returns the choices. Throws UserError for one that is missing, unknown, or has a value that it cannot have. */
export function checkedChoices(choices: Choices): Choices {
  const given: Readonly<Record<string, unknown>> = choices;
  const names: readonly string[] = choiceNames;
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UserError(`pipeline.config.ts: Expected one of ${names.join(', ')} but received ${unknown}`);
  const wrong = choiceNames.find((name) => !valuesOf(name).some((value) => value === given[name]));
  if (wrong !== undefined)
    throw new UserError(
      `pipeline.config.ts: Expected ${wrong} to be one of ${valuesOf(wrong).join(', ')} but received ${given[wrong] ?? 'nothing'}`,
    );
  return choices;
}

/** Those that differ from the default: the template says them in its Metadata, for policies and for reviewers. */
export const differingChoices = (choices: Choices): Partial<Choices> =>
  Object.fromEntries(
    choiceNames.filter((name) => choices[name] !== DEFAULT_CHOICES[name]).map((name) => [name, choices[name]]),
  );
