import module from 'node:module';
import v8 from 'node:v8';

const OLDEST_NODE = [22, 13] as const;

/** Whether this Node can run the server at all; older ones fail on the first import with a riddle. */
function isNodeRecentEnough(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

if (isNodeRecentEnough()) {
  // Compiled code is kept between starts; it has to be asked for before anything else is loaded.
  module.enableCompileCache();
  // A young generation that does not grow costs little time and keeps 30 MB at rest, and as much again for every
  // thousand open streams. See docs/decisions/2026-11-22-small-young-generation.md.
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  const { startServer } = await import('./deployment/start-server.js');
  await startServer();
} else {
  process.stderr.write(
    `hermes-agent-server needs Node ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}. ` +
      '`npm start` brings its own.\n',
  );
  process.exitCode = 1;
}
