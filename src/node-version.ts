const OLDEST_NODE = [22, 13] as const;

/** Says that this Node is too old to run the server, and what to do; nothing when it is recent enough. */
export function findNodeObstacle(advice: string): string | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return undefined;
  return `hermes-agent-server needs Node ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}. ${advice}\n`;
}
