import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { allVariables } from '../../src/config/variables.js';
import { isInBuildContext, parseCopy, parseDockerfile, type Stage } from './dockerfile.js';

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const ignoreFile = read('.dockerignore');
const stages = parseDockerfile(read('Dockerfile'));
const final = stages.at(-1);

function textsOf(stage: Stage | undefined, name: string): string[] {
  return (stage?.instructions ?? []).flatMap((instruction) =>
    instruction.name === name ? [instruction.text] : [],
  );
}

const copies = stages.flatMap((stage) =>
  textsOf(stage, 'COPY')
    .map(parseCopy)
    .flatMap(({ from, sources }) => sources.map((source) => ({ stage, from, source }))),
);

describe('Dockerfile', () => {
  it('copies from the repository only what exists there and .dockerignore lets in', () => {
    const sources = copies.filter(({ from }) => from === undefined).map(({ source }) => source);
    expect(sources).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'src']));
    for (const source of sources) {
      expect({ source, exists: existsSync(new URL(`../../${source}`, import.meta.url)) }).toEqual({
        source,
        exists: true,
      });
      expect({ source, included: isInBuildContext(source, ignoreFile) }).toEqual({ source, included: true });
    }
  });

  it('copies from a stage only if that comes earlier', () => {
    for (const { stage, from } of copies) {
      if (from === undefined) continue;
      expect(stages.slice(0, stages.indexOf(stage)).map(({ alias }) => alias)).toContain(from);
    }
  });

  it('takes from the build only its result and the production dependencies', () => {
    const fromBuild = copies.filter(({ from }) => from !== undefined).map(({ source }) => source);
    expect(fromBuild).toEqual(['/app/node_modules', '/app/dist']);
  });

  it('removes the development dependencies, the second Node among them, after the build', () => {
    const commands = textsOf(stages[0], 'RUN');
    const prune = commands.findIndex((command) => command.startsWith('npm prune --omit=dev'));
    expect(prune).toBeGreaterThan(commands.indexOf('npm run build'));
    expect(commands[prune]).toContain('test ! -e node_modules/node');
  });

  it('runs in every stage on the major version of Node that the package pins', () => {
    const [, major] = /^\D*(\d+)\./.exec(manifest.devDependencies['node'] ?? '') ?? [];
    for (const { image } of stages) expect(image).toBe(`node:${major}-slim`);
  });

  it('ends as a user who is not root', () => {
    expect(textsOf(final, 'USER')).toEqual(['node']);
  });

  it('checks its own health on the port that it listens on', () => {
    const [healthcheck = ''] = textsOf(final, 'HEALTHCHECK');
    const command = JSON.parse(healthcheck.slice(healthcheck.indexOf('['))) as string[];
    expect(command.slice(0, 2)).toEqual(['node', '-e']);
    expect(command[2]).toContain("'http://127.0.0.1:' + (process.env.API_SERVER_PORT || 8642) + '/health'");
  });

  it('starts the server without a shell in between, so that it receives signals', () => {
    expect(textsOf(final, 'CMD').map((text): unknown => JSON.parse(text))).toEqual([
      ['node', 'dist/main.js'],
    ]);
    expect(textsOf(final, 'ENTRYPOINT')).toEqual([]);
  });

  it('is for production, listens on all addresses, and keeps its data in a volume of its user', () => {
    const settings = textsOf(final, 'ENV').flatMap((text) => text.trim().split(/\s+/));
    expect(settings).toEqual([
      'NODE_ENV=production',
      'MALLOC_ARENA_MAX=1',
      'API_SERVER_HOST=0.0.0.0',
      'DATA_DIR=/data',
    ]);
    expect(textsOf(final, 'VOLUME')).toEqual(['/data']);
    expect(textsOf(final, 'RUN')).toContain('mkdir /data && chown node:node /data');
  });

  it('exposes the default port', () => {
    const port = allVariables.find(({ name }) => name === 'API_SERVER_PORT')?.default;
    expect(textsOf(final, 'EXPOSE')).toEqual([port]);
  });

  it('is labelled with what package.json says', () => {
    const [label = ''] = textsOf(final, 'LABEL');
    expect(label).toContain(`org.opencontainers.image.title="${manifest.name}"`);
    expect(label).toContain(`org.opencontainers.image.description="${manifest.description}"`);
    expect(label).toContain(`org.opencontainers.image.licenses="${manifest.license}"`);
    expect(label).toContain(`org.opencontainers.image.base.name="docker.io/library/${final?.image}"`);
  });
});

describe('package-lock.json', () => {
  it('knows the optional packages of every platform, without which npm ci refuses it', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as LockFile;
    const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !names.has(name));
    expect(missing).toEqual([]);
  });
});

describe('.dockerignore', () => {
  it.each([
    '.env',
    '.git/config',
    'data/agent.db',
    'node_modules/nest/index.js',
    'src/config/environment.spec.ts',
  ])('keeps %s out of the image', (path) => {
    expect(isInBuildContext(path, ignoreFile)).toBe(false);
  });

  it('lets the sources in', () => {
    expect(isInBuildContext('src/config/environment.ts', ignoreFile)).toBe(true);
  });
});
