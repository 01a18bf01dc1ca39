import { type Document, LineCounter, type Node, parseDocument, type ScalarTag, type Tags } from 'yaml';
import { FileError } from '../../shared/file-error.ts';

/** A parsed document: its top node, and how to tell a person where a node or offset is. */
export type Yaml = {
  root: Node | null;
  /** The offset of a node, its tag included. */
  startOf(node: Node): number;
  /** 1-based. */
  lineAt(offset: number): number;
  /** Throws FileError with the file and the line of the offset. */
  fail(offset: number, message: string): never;
};

// CloudFormation reads YAML 1.1 without these, so 2012-10-17 stays a string:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
const UNSUPPORTED = /(?:binary|omap|pairs|set|timestamp|merge)$/;

// The parsers in use (SnakeYAML, PyYAML) do not take y and n for booleans, although YAML 1.1 does.
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;

const booleanTest = (tag: ScalarTag): ScalarTag => ({ ...tag, test: tag.test?.test('true') ? TRUE : FALSE });

const cloudFormationTags = (tags: Tags): Tags =>
  tags
    .filter((tag) => typeof tag === 'string' || !UNSUPPORTED.test(tag.tag))
    .map((tag) =>
      typeof tag !== 'string' && tag.tag === 'tag:yaml.org,2002:bool' ? booleanTest(tag as ScalarTag) : tag,
    );

// JSON allows tabs between tokens, YAML does not; inside a JSON string a tab is always written as an escape.
function withoutJsonTabs(text: string): string {
  if (!text.trimStart().startsWith('{') || !text.includes('\t')) return text;
  try {
    JSON.parse(text);
    return text.replaceAll('\t', ' ');
  } catch {
    return text;
  }
}

/**
 * Parses YAML 1.1 as CloudFormation reads it, or JSON. Throws FileError, one line with file and line, on a syntax
 * error.
 */
export function parseYaml(text: string, file: string): Yaml {
  const lines = new LineCounter();
  const source = withoutJsonTabs(text.replace(/^\uFEFF/, ''));
  const document: Document = parseDocument(source, {
    version: '1.1',
    prettyErrors: false,
    uniqueKeys: false, // `on` and `yes` are one key to YAML 1.1; ours are told apart as written
    lineCounter: lines,
    customTags: cloudFormationTags,
  });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const fail = (offset: number, message: string): never => {
    throw new FileError(`${file}:${lineAt(offset)}: ${message}`);
  };
  const [error] = document.errors;
  if (error) {
    const several = error.code === 'MULTIPLE_DOCS';
    fail(
      error.pos[0],
      several ? 'Expected one YAML document but received several' : `Not valid YAML: ${error.message}`,
    );
  }
  const startOf = (node: Node): number => {
    const content = node.range?.[0] ?? 0;
    const tag = node.tag === undefined ? -1 : source.lastIndexOf(node.tag, content);
    return tag === -1 ? content : tag;
  };
  return { root: document.contents, startOf, lineAt, fail };
}
