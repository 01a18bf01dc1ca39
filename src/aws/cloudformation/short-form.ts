const FUNCTIONS = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAZs',
  'GetAtt',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];

/** `!GetAtt A.B` names the logical id up to the first dot; an attribute may hold dots of its own. */
export function splitAttribute(text: string): [string, string] {
  const dot = text.indexOf('.');
  return dot === -1 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
}

const asIs = (argument: unknown): unknown => argument;

/**
 * The long form of a YAML tag such as `!Sub`: the key, undefined for a tag that CloudFormation does not know, and its
 * argument.
 */
export function longForm(tag: string): { key: string | undefined; argument: (value: unknown) => unknown } {
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') return { key: name, argument: asIs };
  if (name === 'GetAtt')
    return { key: 'Fn::GetAtt', argument: (value) => (typeof value === 'string' ? splitAttribute(value) : value) };
  return { key: FUNCTIONS.includes(name) ? `Fn::${name}` : undefined, argument: asIs };
}
