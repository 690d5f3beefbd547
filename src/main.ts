import module from 'node:module';
import { findNodeObstacle } from './node-version.js';

// Older ones fail on the first import with a riddle.
const obstacle = findNodeObstacle('`npm start` brings its own.');

if (obstacle === undefined) {
  // Compiled code is kept between starts; it has to be asked for before anything else is loaded.
  module.enableCompileCache();
  const { stayReadyInQuietMoments } = await import('./deployment/quiet-moments.js');
  stayReadyInQuietMoments();
  const { freezeYoungGeneration, growYoungGeneration } = await import('./deployment/young-generation.js');
  freezeYoungGeneration();
  const { startServer } = await import('./deployment/start-server.js');
  await startServer();
  const { releaseHeapOfStart } = await import('./deployment/heap-of-start.js');
  releaseHeapOfStart();
  growYoungGeneration();
} else {
  process.stderr.write(obstacle);
  process.exitCode = 1;
}
