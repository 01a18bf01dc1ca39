import { createHash } from 'node:crypto';
import { remembered } from '../../shared/memoize.ts';
import type { Pseudo } from './scope.ts';

/** Names and ids that AWS would make up, made up here from the stack's id and the logical id: always the same ones. */
export type PhysicalIds = {
  /**
   * `Stack-LogicalId-XXXXXXXXXXXX`, as CloudFormation names what the template leaves unnamed, cut to `most` characters.
   */
  derivedName(most: number): string;
  /** `vpc-0123456789abcdef0`: the prefix and `digits` hexadecimal digits. */
  hexId(prefix: string, digits?: number): string;
  /** In the form of a UUID. */
  uuid(): string;
};

const SUFFIX_LENGTH = 12;

const hashes = new Map<string, string>();

/** In hexadecimal; remembered, as one name is asked for by many. */
const hashOf = (text: string): string =>
  remembered(hashes, text, () => createHash('sha256').update(text).digest('hex'));

export function physicalIds(logicalId: string, pseudo: Pseudo): PhysicalIds {
  const hash = hashOf(`${pseudo.StackId}/${logicalId}`);
  const suffix = () => BigInt(`0x${hash}`).toString(36).toUpperCase().slice(0, SUFFIX_LENGTH);
  return {
    derivedName: (most) => `${`${pseudo.StackName}-${logicalId}`.slice(0, most - SUFFIX_LENGTH - 1)}-${suffix()}`,
    hexId: (prefix, digits = 17) => prefix + hash.slice(0, digits),
    uuid: () => hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  };
}
