import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from './errors.ts';

/** A list repeats its element, `undefined` leaves it out. */
export type XmlContent = string | number | boolean | undefined | readonly XmlContent[] | { [name: string]: XmlContent };

// XML 1.0 has no way to write most control characters; S3 writes them as references all the same.
const SPECIAL = /[&<>"']|(?![\t\n])\p{Cc}/gu;
const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

const escapeXml = (text: string): string =>
  text.replace(SPECIAL, (character) => NAMED[character] ?? `&#${character.charCodeAt(0)};`);

/** One element with its content, without a declaration. */
export function toXml(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (Array.isArray(content)) return content.map((item) => toXml(name, item)).join('');
  const inner =
    typeof content === 'object'
      ? Object.entries(content)
          .map(([child, value]) => toXml(child, value))
          .join('')
      : escapeXml(String(content));
  return `<${name}>${inner}</${name}>`;
}

/** A whole answer of S3, in S3's namespace. */
export const xmlDocument = (root: string, content: XmlContent): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${toXml(root, content).replace(
    `<${root}>`,
    `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`,
  )}`;

/** What stands in an element: its text, or its children by name, each a list because any element may repeat. */
export type XmlElement = { text: string; children: Map<string, XmlElement[]> };

type Node = { [name: string]: Node[] | string };

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  htmlEntities: true,
});

function toElement(nodes: readonly Node[]): XmlElement {
  const element: XmlElement = { text: '', children: new Map() };
  for (const node of nodes) {
    for (const [name, value] of Object.entries(node)) {
      if (typeof value === 'string') element.text += value;
      else element.children.set(name, [...(element.children.get(name) ?? []), toElement(value)]);
    }
  }
  return element;
}

/** Reads a request's body, which must have the named root element. Throws MalformedXML, also for a document type declaration. */
export function parseXml(body: string, root: string): XmlElement {
  const malformed = new S3Error(
    'MalformedXML',
    `The XML you provided was not well-formed or did not validate against our published schema: expected <${root}>.`,
  );
  if (body.includes('<!DOCTYPE') || XMLValidator.validate(body) !== true) throw malformed;
  const element = toElement(parser.parse(body) as Node[]).children.get(root)?.[0];
  if (element === undefined) throw malformed;
  return element;
}

/** The child elements of that name. */
export const childrenOf = (element: XmlElement, name: string): XmlElement[] => element.children.get(name) ?? [];

/** The text of the first child of that name. */
export const textOf = (element: XmlElement, name: string): string | undefined => element.children.get(name)?.[0]?.text;
