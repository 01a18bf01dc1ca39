import { BlockList, isIP } from 'node:net';
import type { Comparison } from './comparison.ts';
import { PolicyError } from './policy-error.ts';

const FAMILIES = { 4: { name: 'ipv4', bits: 32 }, 6: { name: 'ipv6', bits: 128 } } as const;

const familyOf = (address: string) => FAMILIES[isIP(address) as 4 | 6] as (typeof FAMILIES)[4 | 6] | undefined;

/** An address in a CIDR block; one without a prefix length stands for itself alone. */
export const address: Comparison = {
  types: ['ip'],
  read(policyValue, reader) {
    const [network = '', prefix, ...rest] = reader.plain(policyValue).split('/');
    const family = familyOf(network);
    const bits = prefix === undefined ? family?.bits : Number(prefix);
    if (!family || bits === undefined || !/^\d*$/.test(prefix ?? '') || bits > family.bits || rest.length > 0)
      return reader.fail(`Expected an address or CIDR block but received ${policyValue}`);
    const block = new BlockList();
    block.addSubnet(network, bits, family.name);
    return (value) => {
      const own = familyOf(value);
      if (!own) throw new PolicyError(`Expected the request to have an IP address but received ${value}`);
      return block.check(value, own.name);
    };
  },
};
