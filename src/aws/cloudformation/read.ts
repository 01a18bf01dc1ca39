import { Ajv, type ErrorObject } from 'ajv';
import { FileError, readText } from '../../shared/file-error.ts';
import { WITHOUT_META_SCHEMA } from '../../shared/without-meta-schema.ts';
import { toValue, type Value } from './nodes.ts';
import { type Path, showPath } from './path.ts';
import type { Template } from './template.ts';
import { parseYaml } from './yaml.ts';

export type { Template, TemplateOutput, TemplateParameter, TemplateResource } from './template.ts';

/**
 * A template and where it stands: `lineOf` gives the 1-based line of a path, or of its nearest ancestor in the file.
 */
export type Source = { file: string; template: Template; lineOf(path: Path): number };

const map = (of: object): object => ({ type: 'object', additionalProperties: of });
const text = { type: 'string' };

// Only the shape that the rest relies on; what each resource may hold is for cfn-lint and the specification.
const isTemplate = new Ajv({ allowUnionTypes: true, verbose: true, ...WITHOUT_META_SCHEMA }).compile({
  type: 'object',
  required: ['Resources'],
  properties: {
    Metadata: { type: 'object' },
    Parameters: map({
      type: 'object',
      required: ['Type'],
      properties: { Type: text, AllowedValues: { type: 'array' } },
    }),
    Mappings: map(map({ type: 'object' })),
    Conditions: { type: 'object' },
    Resources: {
      type: 'object',
      minProperties: 1,
      patternProperties: { '^Fn::(ForEach::|Transform$)': {} },
      additionalProperties: {
        type: 'object',
        required: ['Type'],
        properties: {
          Type: text,
          Condition: text,
          Properties: { type: 'object' },
          Metadata: { type: 'object' },
          DependsOn: { type: ['string', 'array'], items: text },
        },
      },
    },
    Outputs: {
      type: 'object',
      patternProperties: { '^Fn::(ForEach::|Transform$)': {} },
      additionalProperties: { type: 'object', required: ['Value'], properties: { Condition: text } },
    },
  },
});

const WORDS: Record<string, string> = { object: 'a map', array: 'a list', string: 'text' };

const describe = (value: unknown): string => {
  const type = Array.isArray(value) ? 'array' : typeof value;
  return value === null || value === undefined ? 'nothing' : (WORDS[type] ?? `a ${type}`);
};

function shapeError({ file, value, lineOf }: Value & { file: string }, error: ErrorObject): FileError {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const what = path.length === 0 ? 'a CloudFormation template' : showPath(path);
  const expected =
    error.keyword === 'required'
      ? `to have ${error.params['missingProperty']} but received none`
      : error.keyword === 'minProperties'
        ? 'to have at least one entry but received none'
        : `to be ${[error.params['type']]
            .flat()
            .map((type) => WORDS[type])
            .join(' or ')} but received ${describe(error.data)}`;
  if (path.length > 0) return new FileError(`${file}:${lineOf(path)}: Expected ${what} ${expected}`);
  const received = error.keyword === 'required' ? 'a map without Resources' : describe(value);
  return new FileError(`${file}: Expected ${what} but received ${received}`);
}

/**
 * Parses a template, YAML with long or short-form functions, or JSON. Throws FileError with one line, `file:line: …`,
 * on a syntax error, a duplicate key, or a document that is not a template.
 */
export function parseTemplate(text: string, file: string): Source {
  const parsed = toValue(parseYaml(text, file));
  if (!isTemplate(parsed.value)) throw shapeError({ file, ...parsed }, isTemplate.errors?.[0] as ErrorObject);
  return { file, template: parsed.value as Template, lineOf: parsed.lineOf };
}

/** Reads and parses a template file; throws FileError like parseTemplate, also for a missing or empty file. */
export async function readTemplate(file: string): Promise<Source> {
  return parseTemplate(await readText(file), file);
}
