import { Document, isMap, isScalar, isSeq, type Pair, Scalar, visit, type YAMLMap } from 'yaml';

type Synthesized = { Resources: Record<string, { Why: string }> };

const COMMENT_WIDTH = 116;

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

const isShort = (pair: Pair) =>
  isScalar(pair.key) &&
  ((pair.key.value === 'Ref' && isScalar(pair.value)) ||
    (pair.key.value === 'Fn::GetAtt' && isSeq(pair.value)) ||
    (pair.key.value === 'Condition' && isScalar(pair.value)));

/** Puts an empty line between the entries of a map. */
function separate(map: YAMLMap): void {
  for (const { key } of map.items.slice(1)) if (isScalar(key)) key.spaceBefore = true;
}

/**
 * Writes a template as the YAML that is committed, byte for byte the same for the same template. CloudFormation reads
 * YAML 1.1 and refuses aliases. Every `Why` becomes the comment above its resource; references stay on one line.
 */
export function toYaml(template: Synthesized, header: string): string {
  const whys = new Map(Object.entries(template.Resources).map(([id, { Why }]) => [id, Why]));
  const plain = JSON.parse(JSON.stringify(template, (key, value) => (key === 'Why' ? undefined : value)));
  const document = new Document(plain, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Map(_key, node, path) {
      const [only] = node.items;
      if (node.items.length === 1 && only && isShort(only) && path.length > 3) node.flow = true;
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
  return document.toString({ lineWidth: 0, flowCollectionPadding: true, directives: false, indentSeq: false });
}
