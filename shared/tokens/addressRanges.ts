import { BlockList, isIP } from 'node:net';

type Family = 'ipv4' | 'ipv6';

interface Range {
  readonly address: string;
  readonly prefix: number;
  readonly family: Family;
}

/** Whether an address lies in one of the ranges (CIDR, IPv4 or IPv6); what is no address lies in none. */
export function isWithin(address: string, ranges: readonly string[]): boolean {
  const family = familyOf(address);
  if (family === undefined) return false;
  const list = new BlockList();
  // Of the same family only: else ::/0 would hold every IPv4 address too, as mapped ones.
  for (const range of ranges.map(readRange).filter((other) => other.family === family)) {
    list.addSubnet(range.address, range.prefix, range.family);
  }
  return list.check(address, family);
}

/** Whether every address of a range lies in one of the outer ranges. */
export function isCovered(range: string, outer: readonly string[]): boolean {
  const { address, prefix } = readRange(range);
  return isWithin(
    address,
    outer.filter((text) => readRange(text).prefix <= prefix),
  );
}

/** @throws Error for a text that is no range: it was validated where it came in. */
function readRange(text: string): Range {
  const [address = '', prefix = ''] = text.split('/');
  const family = familyOf(address);
  if (family === undefined || prefix === '') throw new Error('not an address range');
  return { address, prefix: Number(prefix), family };
}

function familyOf(address: string): Family | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
