import type { IPv4, IPv6 } from 'ipaddr.js';

type AddressParser = typeof import('ipaddr.js');

/** The networks in which an IPv6 address stands for an IPv4 address, which is its last 32 bits (RFC 6052). */
const NAT64 = '64:ff9b::';
/** The only range of IPv6 from which public addresses are given out (RFC 4291, IANA). */
const GLOBAL_UNICAST = '2000::';

/** Whether an address belongs to the public internet: none of a private network, of this machine or of a special range. */
export async function isPublicAddress(address: string): Promise<boolean> {
  const { default: parser } = await import('ipaddr.js');
  if (!parser.isValid(address)) return false;
  // Also turns an IPv4 address that is written as an IPv6 address into what it is.
  return isPublic(parser.process(address), parser);
}

function isPublic(address: IPv4 | IPv6, parser: AddressParser): boolean {
  if (address.kind() === 'ipv4') return address.range() === 'unicast';
  const wide = address as IPv6;
  if (wide.match(parser.IPv6.parse(NAT64), 96)) {
    return isPublic(parser.fromByteArray(wide.toByteArray().slice(-4)), parser);
  }
  return wide.match(parser.IPv6.parse(GLOBAL_UNICAST), 3) && wide.range() === 'unicast';
}
