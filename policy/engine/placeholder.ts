import { createRequire } from 'node:module';
import { checkParameters } from '../../src/aws/cloudformation/parameters.ts';
import type { TemplateParameter } from '../../src/aws/cloudformation/template.ts';

/** Example values for parameters of AWS's own types: valid in form, and of no account. */
const EXAMPLES: Record<string, string> = {
  'AWS::EC2::AvailabilityZone::Name': 'ap-southeast-2a',
  'AWS::EC2::Image::Id': 'ami-0123456789abcdef0',
  'AWS::EC2::Instance::Id': 'i-0123456789abcdef0',
  'AWS::EC2::KeyPair::KeyName': 'placeholder',
  'AWS::EC2::SecurityGroup::GroupName': 'placeholder',
  'AWS::EC2::SecurityGroup::Id': 'sg-0123456789abcdef0',
  'AWS::EC2::Subnet::Id': 'subnet-0123456789abcdef0',
  'AWS::EC2::Volume::Id': 'vol-0123456789abcdef0',
  'AWS::EC2::VPC::Id': 'vpc-0123456789abcdef0',
  'AWS::Route53::HostedZone::Id': 'Z0123456789ABCDEFGHIJ',
};

const ATTEMPTS = 20;

const require = createRequire(import.meta.url);

/** Values that a pattern allows, always the same ones; none where it uses what cannot be generated from. */
function matching(pattern: string | undefined): string[] {
  if (pattern === undefined) return [];
  const fc: typeof import('fast-check') = require('fast-check'); // few patterns need it, and it takes long to load
  try {
    return fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`), { maxLength: 60 }), {
      seed: 1,
      numRuns: ATTEMPTS,
    });
  } catch {
    return [];
  }
}

function* candidates(name: string, parameter: TemplateParameter): Generator<string> {
  const { Type, AllowedValues = [], AllowedPattern, MinValue, MaxValue, MinLength } = parameter;
  for (const value of AllowedValues) yield String(value);
  const one = EXAMPLES[Type.replace(/^List<(.*)>$/, '$1')];
  if (one !== undefined) yield Type.startsWith('List<') ? `${one},${one}` : one;
  if (Type.includes('Number')) yield String(MinValue ?? MaxValue ?? 1);
  yield name.toLowerCase();
  yield `${name.toLowerCase()}@example.com`;
  yield 'placeholder'.padEnd(Number(MinLength ?? 0), 'r');
  yield 'handler/placeholder.zip';
  yield* matching(AllowedPattern);
}

/** A value that satisfies the constraints of a parameter, and is another than `not`; undefined when none was found. */
export function placeholder(name: string, parameter: TemplateParameter, not?: string): string | undefined {
  const allows = (value: string) =>
    value !== not && checkParameters({ Parameters: { [name]: parameter } }, { [name]: value }).length === 0;
  for (const value of candidates(name, parameter)) if (allows(value)) return value;
  return undefined;
}
