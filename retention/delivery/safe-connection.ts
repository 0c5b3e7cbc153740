import { lookup as systemLookup } from 'node:dns';
import { BlockList, connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Networks that are not the public internet: this machine, private ones, link-local (cloud metadata), documentation, multicast, reserved. */
const notPublic = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv4');
}
/** Of IPv6 only global unicast is public, and there not what stands for an IPv4 address or for nothing. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv6');
}

export class AddressRefused extends Error {
  override name = 'AddressRefused';
}

/** Whether a connection to that address may be made: a public one, or one of the networks that were allowed by name (10.1.2.0/24). */
export function mayConnect(address: string, allowed: readonly string[]): boolean {
  return isAllowed(address, allowed) || isPublic(address);
}

export function isAllowed(address: string, allowed: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of allowed) {
    const [base, bits] = network.split('/') as [string, string];
    list.addSubnet(base, Number(bits), isIP(base) === 6 ? 'ipv6' : 'ipv4');
  }
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

function isPublic(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !notPublic.check(address, 'ipv4');
  return version === 6 && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/**
 * A connection to an http or https address, made only to what `mayConnect`: every address that the name leads to is checked at the moment of connecting, so that a name that leads elsewhere
 * the second time gains nothing. Plain http goes to the allowed networks alone. Rejects with AddressRefused, or with the connection's own error.
 */
export function openSafely(
  url: URL,
  allowed: readonly string[],
  given: { readonly timeout: number; readonly lookup?: typeof systemLookup },
): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const check = (address: string) => (secure ? mayConnect(address, allowed) : isAllowed(address, allowed));
  const lookup: LookupFunction = (name, options, done) => {
    (given.lookup ?? systemLookup)(name, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const wrong = addresses.find(({ address }) => !check(address));
      if (wrong || addresses.length === 0)
        return done(new AddressRefused(`${name} leads to an address that is not allowed`), '');
      if (options.all) return done(null, addresses);
      done(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
  return new Promise((done, fail) => {
    if (url.username !== '' || url.password !== '' || (!secure && url.protocol !== 'http:')) {
      return fail(new AddressRefused('an address with a user name, or neither http nor https'));
    }
    if (isIP(host) !== 0 && !check(host)) return fail(new AddressRefused(`${host} is not an allowed address`));
    const port = Number(url.port) || (secure ? 443 : 80);
    const socket = secure
      ? connectTls({ host, port, lookup, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connectPlain({ host, port, lookup });
    socket.setTimeout(given.timeout, () => socket.destroy(new Error('no answer in time')));
    socket.once('error', fail);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      if (check(socket.remoteAddress ?? '')) return done(socket);
      socket.destroy();
      fail(new AddressRefused('the connection led to an address that is not allowed'));
    });
  });
}
