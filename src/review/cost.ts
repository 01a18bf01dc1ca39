import type { Resolved } from '../aws/cloudformation/resolve.ts';
import { CHARGES } from './charges.ts';

/** Dollars a month by what they are for; and the types of resources of which the table knows no price. */
export type Cost = { total: number; parts: Record<string, number>; unpriced: string[] };

/** What the resources of a deployed template cost in a month of the load, which goes only through a template with a function. */
export function costOf(resources: Resolved['resources']): Cost {
  const all = Object.values(resources);
  const hasLoad = all.some(({ Type }) => Type === 'AWS::Lambda::Function');
  const parts: Record<string, number> = {};
  for (const resource of all.filter(({ Type }) => hasLoad || Type !== 'AWS::S3::Bucket'))
    for (const { part, dollars } of CHARGES[resource.Type]?.(resource) ?? [])
      parts[part] = (parts[part] ?? 0) + dollars;
  return {
    total: Object.values(parts).reduce((sum, dollars) => sum + dollars, 0),
    parts,
    unpriced: [...new Set(all.filter(({ Type }) => !Object.hasOwn(CHARGES, Type)).map(({ Type }) => Type))].sort(),
  };
}
