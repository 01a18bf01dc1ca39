/**
 * One thing that a stack of this kind has to do right, and who answers for it here: rules by their ids, tests by file
 * and name, or nobody, with the reason. A row can have both rules and tests; one that is left undone has a reason
 * alone.
 */
export type Control = {
  says: string;
  rules?: readonly string[];
  /** `file: name of the test`. */
  tests?: readonly string[];
  notDone?: { reason: string; url: string };
};
