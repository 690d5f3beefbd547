// `npm run setup`: builds when the build is stale, then asks for the settings in this same process.
import { buildIfStale } from './build.mjs';

buildIfStale();
const { runCommand } = await import('../dist/setup/run-command.js');
await runCommand(['setup', ...process.argv.slice(2)], 'npm start');
