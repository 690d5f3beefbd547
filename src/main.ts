import module from 'node:module';

const OLDEST_NODE = [22, 13] as const;

/** Whether this Node can run the server at all; older ones fail on the first import with a riddle. */
function isNodeRecentEnough(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

if (isNodeRecentEnough()) {
  // Compiled code is kept between starts; it has to be asked for before anything else is loaded.
  module.enableCompileCache();
  const { freezeYoungGeneration, growYoungGeneration } = await import('./deployment/young-generation.js');
  freezeYoungGeneration();
  const { startServer } = await import('./deployment/start-server.js');
  await startServer();
  const { releaseHeapOfStart } = await import('./deployment/heap-of-start.js');
  releaseHeapOfStart();
  growYoungGeneration();
} else {
  process.stderr.write(
    `hermes-agent-server needs Node ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}. ` +
      '`npm start` brings its own.\n',
  );
  process.exitCode = 1;
}
