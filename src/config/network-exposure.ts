import { BlockList, isIP } from 'node:net';
import type { AgentSpec, ServerConfiguration } from './configuration.js';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine can reach what listens on a host. */
export function isLoopbackHost(host: string): boolean {
  const [address = host] = host.split('%');
  switch (isIP(address)) {
    case 4:
      return loopback.check(address, 'ipv4');
    case 6:
      // BlockList holds IPv4-mapped addresses (::ffff:127.0.0.1) against the IPv4 rules.
      return loopback.check(address, 'ipv6');
    default:
      // Other names, and short forms such as 127.1, are for the resolver to decide: not to be relied on.
      return host.toLowerCase() === 'localhost';
  }
}

/** Says what to do when other machines could use the agent without a key, or nothing if they cannot. */
export function findExposure({ host, key, allowNoKey }: ServerConfiguration): string | undefined {
  if (key !== undefined || allowNoKey || isLoopbackHost(host)) return undefined;
  return (
    `API_SERVER_HOST is "${host}", which other machines can reach, but API_SERVER_KEY is not set: ` +
    'set one in your shell with export API_SERVER_KEY=$(openssl rand -hex 32), ' +
    'or set API_SERVER_ALLOW_NO_KEY=true if the network is already closed to others.'
  );
}

/** Warns when others could run commands on this machine through the terminal tool, without a key. */
export function findTerminalExposure(
  { host, key, corsOrigins }: ServerConfiguration,
  agents: readonly AgentSpec[],
): string | undefined {
  const withTerminal = agents.filter(({ toolsets }) => toolsets.includes('terminal')).map(({ id }) => id);
  if (withTerminal.length === 0 || key !== undefined) return undefined;
  const others = isLoopbackHost(host)
    ? corsOrigins === '*' && 'every web page that is open in a browser of this machine'
    : `everybody who reaches ${host}`;
  if (others === false) return undefined;
  return (
    `DANGER: ${others} CAN RUN COMMANDS ON THIS MACHINE, because the terminal tool of ${withTerminal.join(', ')} is on ` +
    'and API_SERVER_KEY is not set. Set a key, or take terminal out of the toolsets.'
  );
}
