// `npm start`: builds when the build is stale, then runs the server in this same process.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/main.js');
