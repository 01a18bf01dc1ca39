/** One action on one resource; `condition` is operator, key and values, or nothing. */
export type Grant = { action: string; resource: string; condition: string };

/** Every action on every resource. */
export const grants = (actions: readonly string[], resources: readonly string[], condition = ''): Grant[] =>
  actions.flatMap((action) => resources.map((resource) => ({ action, resource, condition })));

/** Actions of a service by their names. */
export const actionsOf = (service: string, ...names: string[]): string[] => names.map((name) => `${service}:${name}`);

/** The condition that a role is passed to this service alone. */
export const passedTo = (service: string): string => `StringEquals iam:passedtoservice ${service}.amazonaws.com`;
