import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.js';
import { WebError } from './web-error.js';

/** All addresses of a name. Rejects with an error that has Node's `code`. */
export type Resolver = (hostname: string) => Promise<readonly LookupAddress[]>;

/** The system's own way to resolve names, its `hosts` file included. */
export const resolveBySystem: Resolver = (hostname) => systemLookup(hostname, { all: true });

/** The name or address of a URL's host, without an IPv6 address's brackets. */
export function hostnameOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/**
 * The look-up for one connection to a URL. It gives only addresses that it has checked, and the connection is made to
 * these, so a name that changes its address in between gains nothing (DNS rebinding). A name of which one address is
 * private is refused as a whole.
 */
export function guardedLookup(resolve: Resolver): LookupFunction {
  return toLookup((hostname) => publicAddresses(hostname, resolve));
}

/** A resolver as Node's sockets take it. */
export function toLookup(resolve: Resolver): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        if (options.all) callback(null, [...addresses]);
        else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
      },
      (error: unknown) => {
        callback(error as Error, []);
      },
    );
  };
}

/** Throws a {@link WebError} where the host is an address that is not public: no look-up happens for those. */
export async function checkLiteralAddress(hostname: string): Promise<void> {
  if (isIP(hostname) !== 0 && !(await isPublicAddress(hostname))) throw privateAddress(hostname);
}

async function publicAddresses(hostname: string, resolve: Resolver): Promise<readonly LookupAddress[]> {
  const addresses = await resolve(hostname);
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
  for (const { address } of addresses) {
    if (!(await isPublicAddress(address))) throw privateAddress(hostname);
  }
  return addresses;
}

function privateAddress(hostname: string): WebError {
  return new WebError(
    `${hostname} is not a public address: pages of private networks and of this machine cannot be fetched.`,
  );
}
