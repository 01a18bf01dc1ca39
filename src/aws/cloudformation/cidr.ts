const IPV4_BITS = 32;

function parse(block: string): { address: number; prefix: number } | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  if (!match) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  if (Math.max(a, b, c, d) > 255 || prefix > IPV4_BITS) return undefined;
  return { address: ((a * 256 + b) * 256 + c) * 256 + d, prefix };
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

/**
 * The first `count` (1 to 256) IPv4 blocks with `cidrBits` host bits each inside `block`, as Fn::Cidr cuts them.
 * A string is what is wrong, to follow "Expected".
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, cidrBits: number): string[] | string {
  const network = parse(block);
  if (!network) return `an IPv4 block such as 10.0.0.0/16 for Fn::Cidr but received ${block}`;
  if (!Number.isInteger(count) || count < 1 || count > 256)
    return `a count from 1 to 256 for Fn::Cidr but received ${count}`;
  const hostBits = IPV4_BITS - network.prefix;
  if (!Number.isInteger(cidrBits) || cidrBits < 1 || cidrBits > hostBits)
    return `cidrBits from 1 to ${hostBits} for Fn::Cidr in ${block} but received ${cidrBits}`;
  const size = 2 ** cidrBits;
  const fitting = 2 ** hostBits / size;
  if (count > fitting)
    return `at most ${fitting} blocks of ${size} addresses in ${block} but received a count of ${count}`;
  const base = network.address - (network.address % 2 ** hostBits);
  return Array.from({ length: count }, (_, at) => `${dotted(base + at * size)}/${IPV4_BITS - cidrBits}`);
}

/** Whether two IPv4 blocks have addresses in common; where one is none, whether they are written alike. */
export function overlap(one: string, other: string): boolean {
  const [first, second] = [parse(one), parse(other)];
  if (!first || !second) return one === other;
  const size = 2 ** (IPV4_BITS - Math.min(first.prefix, second.prefix));
  return Math.floor(first.address / size) === Math.floor(second.address / size);
}
