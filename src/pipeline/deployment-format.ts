import { Ajv, type ErrorObject } from 'ajv';
import type { Scalar } from 'yaml';
import { toValue } from '../aws/cloudformation/nodes.ts';
import { parseYaml } from '../aws/cloudformation/yaml.ts';
import { didYouMean } from '../shared/did-you-mean.ts';
import { FileError } from '../shared/file-error.ts';
import { WITHOUT_META_SCHEMA } from '../shared/without-meta-schema.ts';

/** A deployment file cannot be used. The message has one line per problem. */
export class DeploymentError extends FileError {
  override name = 'DeploymentError';
}

/**
 * AWS's stack deployment file:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html
 */
export type DeploymentFile = {
  'template-file-path': string;
  parameters?: Record<string, string>;
  tags?: Record<string, string>;
};

const KEYS = ['template-file-path', 'parameters', 'tags'];

// The limits of tags: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Tag.html
const validate = new Ajv({ allErrors: true, verbose: true, ...WITHOUT_META_SCHEMA }).compile<DeploymentFile>({
  type: 'object',
  additionalProperties: false,
  required: ['template-file-path'],
  properties: {
    'template-file-path': { type: 'string', pattern: '^(?!/)(?!(.*/)?\\.\\.(/|$)).' },
    parameters: { type: 'object', additionalProperties: { type: 'string' } },
    tags: {
      type: 'object',
      maxProperties: 50,
      propertyNames: { pattern: '^(?!aws:).{1,128}$' },
      additionalProperties: { type: 'string', maxLength: 256 },
    },
  },
});

// The text as it is written: 012 is no octal number and an account id keeps its zeros, whatever YAML would read.
const asWritten = (node: Scalar): unknown =>
  node.type !== 'PLAIN' || node.value === null ? node.value : (node.source ?? String(node.value));

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a map' : `'${value}'`;
}

function problem(error: ErrorObject): { path: string[]; message: string } | undefined {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const what = path.join('.') || 'a stack deployment file';
  const expected = (words: string) => ({
    path,
    message: `Expected ${what} to be ${words} but received ${describe(error.data)}`,
  });
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params['additionalProperty']);
      return { path: [key], message: `Expected only ${KEYS.join(', ')} but received ${key}${didYouMean(key, KEYS)}` };
    }
    case 'required':
      return { path, message: `Expected ${error.params['missingProperty']} but received none` };
    case 'type':
      return expected(error.params['type'] === 'object' ? 'a map' : 'a single value');
    case 'pattern':
      // For the name of a tag the error of propertyNames says more.
      return error.propertyName === undefined ? expected("a path from the repository's root") : undefined;
    case 'propertyNames': {
      const key = String(error.params['propertyName']);
      return {
        path: [...path, key],
        message: `Expected the name of a tag of 1 to 128 characters, not with aws: in front, but received ${key}`,
      };
    }
    default:
      return { path, message: `Expected ${what} to have ${error.message?.replace('must NOT have ', 'not ')}` };
  }
}

/** Parses a stack deployment file; every value comes as the text that is written. Throws DeploymentError. */
export function parseDeployment(text: string, file: string): DeploymentFile {
  const { value, lineOf } = toValue(parseYaml(text, file), asWritten);
  if (validate(value)) return value;
  const problems = (validate.errors ?? []).map(problem).filter((found) => found !== undefined);
  throw new DeploymentError(problems.map(({ path, message }) => `${file}:${lineOf(path)}: ${message}`).join('\n'));
}
