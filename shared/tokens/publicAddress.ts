import { isIP } from 'node:net';
import { isWithin } from './addressRanges.ts';

/** IPv4 that is not the public internet (IANA's registry of special-purpose addresses): networks of one's own, metadata services. */
const special = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Global unicast is all that is public in IPv6; within it, ways around by tunnels and documentation. */
const globalUnicast = ['2000::/3'];
const specialUnicast = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const loopback = ['127.0.0.0/8', '::1/128'];

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !isWithin(address, special);
  return isWithin(address, globalUnicast) && !isWithin(address, specialUnicast);
}

/** Whether an IP address is this machine. */
export function isLoopback(address: string): boolean {
  return isWithin(address, loopback);
}
