// Compiles src into dist. `--if-stale` does so only when something that goes into dist has changed since.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', '.build-stamp');
const inputs = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];

/** Compiles when the last build is missing or older than its inputs. */
export function buildIfStale() {
  if (isStale()) build();
}

function build() {
  process.stderr.write('Building hermes-agent-server (the sources changed since the last build) …\n');
  const startedAt = new Date();
  const result = spawnSync(process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.status !== 0) {
    process.stderr.write('The build failed; see the messages above.\n');
    process.exit(1);
  }
  writeFileSync(stamp, '');
  // Dated at the start of the build, so that an edit made while it ran counts as newer.
  utimesSync(stamp, startedAt, startedAt);
}

function isStale() {
  const builtAt = modifiedAt(stamp);
  if (builtAt === undefined) return true;
  if (inputs.some((file) => (modifiedAt(join(root, file)) ?? 0) > builtAt)) return true;
  const sources = join(root, 'src');
  return (
    modifiedAt(sources) > builtAt ||
    readdirSync(sources, { recursive: true }).some((file) => modifiedAt(join(sources, file)) > builtAt)
  );
}

function modifiedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--if-stale')) buildIfStale();
  else build();
}
