import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Resource, TypeDefinition } from '@aws-cdk/service-spec-types';

const FILE = new URL(import.meta.resolve('@aws-cdk/aws-service-spec/db.json.gz'));

/** How each entity of a collection begins. Within text the quotes would stand behind a backslash. */
const ENTITY = '{"$id":"';

let data: Buffer | undefined;

/**
 * Reads the entities of one collection of the specification, by the text behind `name` in them. Parsing them all and
 * what relates them takes longer than all else that judges a template, and a template names a few dozen of ten
 * thousand.
 */
function collection<Entity>(title: string, name: string): (key: string) => Entity | undefined {
  const places = new Map<string, [number, number]>();
  const known = new Map<string, Entity>();

  function findPlaces(text: Buffer): void {
    const head = `"${title}":{"type":"entities","entities":[`;
    const first = text.indexOf(head) + head.length;
    const last = text.lastIndexOf(']},"', text.indexOf('":{"type":"entities"', first));
    for (let start = first, next = first; start < last; start = next) {
      const found = text.indexOf(`,${ENTITY}`, start);
      const end = found < 0 || found > last ? last : found;
      next = end + 1;
      const from = text.indexOf(name, start) + name.length;
      if (from < end) places.set(text.toString('utf8', from, text.indexOf('"', from)), [start, end]);
    }
    if (places.size === 0) throw new Error(`Expected ${FILE.pathname} to have entities of ${title} but found none`);
  }

  return (key) => {
    data ??= gunzipSync(readFileSync(FILE));
    if (places.size === 0) findPlaces(data);
    const place = places.get(key);
    if (place && !known.has(key)) known.set(key, JSON.parse(data.toString('utf8', ...place)));
    return known.get(key);
  };
}

/** What CloudFormation's resource specification says of a resource type; undefined for one that it does not know. */
export const resourceType = collection<Resource>('resource', '"cloudFormationType":"');

/** A type that properties refer to, by its id. */
export const typeDefinition = collection<TypeDefinition>('typeDefinition', ENTITY);

/** Types that are not AWS's own: those of custom resources, of modules, and from the registry. */
export const isForeignType = (type: string): boolean => !type.startsWith('AWS::') || type.endsWith('::MODULE');
