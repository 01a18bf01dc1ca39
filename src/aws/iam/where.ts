/** What a policy is attached to; it decides what may stand in it and how it counts. `trust`: who may assume a role. */
export type PolicyKind = 'identity' | 'boundary' | 'resource' | 'trust' | 'endpoint';

/** Which policy it is. */
export type Where<Kind extends PolicyKind = PolicyKind> = {
  kind: Kind;
  /** What it is attached to: a logical id, or an ARN. */
  holder: string;
  /** The policy itself: a logical id, or the name of an inline policy. */
  name: string;
  /** Where it stands in a template, for those that came from one. */
  path?: readonly (string | number)[];
};

/** For messages. */
export const showWhere = ({ holder, name }: Where): string => (name === holder ? name : `${name} of ${holder}`);
