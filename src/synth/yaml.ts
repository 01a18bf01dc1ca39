import { Document, isCollection, isMap, isPair, isScalar, Scalar, visit, type YAMLMap } from 'yaml';

type Synthesized = { Resources: Record<string, { Why: string }> };

const COMMENT_WIDTH = 116;

/** Characters of what stands on one line between brackets. */
const FLOW_WIDTH = 112;

/** Breaks a comment into lines, each with the space that yaml does not put after `#`. */
function comment(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.length + word.length > COMMENT_WIDTH) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** So much room a node takes on one line; undefined where it has to stand on several, as maps of several entries do. */
function flowWidth(node: unknown): number | undefined {
  if (isScalar(node)) {
    const text = String(node.value);
    return text.includes('\n') ? undefined : text.length + 2;
  }
  if (isPair(node)) return sum([node.key, node.value]);
  if (!isCollection(node) || (isMap(node) && node.items.length > 2)) return undefined;
  const width = sum(node.items);
  return width !== undefined && width <= FLOW_WIDTH ? width + 4 : undefined;
}

function sum(nodes: readonly unknown[]): number | undefined {
  let total = 0;
  for (const node of nodes) {
    const width = flowWidth(node);
    if (width === undefined) return undefined;
    total += width;
  }
  return total;
}

/** Puts an empty line between the entries of a map. */
function separate(map: YAMLMap): void {
  for (const { key } of map.items.slice(1)) if (isScalar(key)) key.spaceBefore = true;
}

/**
 * Writes a template as the YAML that is committed, byte for byte the same for the same template. CloudFormation reads
 * YAML 1.1 and refuses aliases. Every `Why` becomes the comment above its resource; what is short and has one entry, and short lists, stay on one line.
 */
export function toYaml(template: Synthesized, header: string): string {
  const whys = new Map(Object.entries(template.Resources).map(([id, { Why }]) => [id, Why]));
  const plain = JSON.parse(JSON.stringify(template, (key, value) => (key === 'Why' ? undefined : value)));
  const document = new Document(plain, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Collection(_key, node, path) {
      if (path.length > 3 && flowWidth(node) !== undefined) node.flow = true;
    },
    Scalar(key, node) {
      if (key !== 'key' && typeof node.value === 'string' && node.value.includes('\n'))
        node.type = Scalar.BLOCK_LITERAL;
    },
  });
  const resources = document.get('Resources');
  if (!isMap(resources)) throw new Error('Expected the template to have Resources');
  separate(resources);
  for (const { key } of resources.items) {
    if (isScalar(key)) key.commentBefore = comment(whys.get(String(key.value)) ?? '');
  }
  if (isMap(document.contents)) separate(document.contents);
  document.commentBefore = header
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, directives: false, indentSeq: false });
}
