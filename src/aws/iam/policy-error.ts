/** A policy or a request that cannot be judged, because something in it is malformed or not known here. It is never guessed. */
export class PolicyError extends Error {
  override name = 'PolicyError';
}

/** Refuses what is being read; the message says what was expected and what came, the place is put before it. */
export type Fail = (message: string) => never;

/** Refuses a request, or what belongs to no policy. */
export const refuse: Fail = (message) => {
  throw new PolicyError(message);
};
