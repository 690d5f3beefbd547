import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { interpolate, readComposeFile, variablesOf, type ComposeService } from '../deploy/compose-file.js';
import { codeBlocks } from './markdown.js';

const path = 'docs/front-ends/open-webui.md';
const text = readFileSync(path, 'utf8');
const [yaml] = codeBlocks('yaml', [{ path, text }]);
const [json] = codeBlocks('json', [{ path, text }]);
const ofCompose = readComposeFile().services['open-webui'];

/** The variables that differ: the agent is beside the container instead of in the same network, and fewer are listed. */
const DIFFERENT = ['OPENAI_API_BASE_URLS', 'DEFAULT_MODEL_METADATA'];

function documented(): ComposeService | undefined {
  const { services } = parse(interpolate(yaml?.code ?? '', {})) as {
    services: Record<string, ComposeService>;
  };
  return services['open-webui'];
}

describe('docs/front-ends/open-webui.md', () => {
  it('shows the image and the variables of docker-compose.yml', () => {
    const { image, environment = {} } = documented() ?? {};
    expect(image).toBe(ofCompose?.image);
    const same = Object.entries(environment).filter(([name]) => !DIFFERENT.includes(name));
    expect(same.length).toBeGreaterThan(3);
    expect(ofCompose?.environment).toMatchObject(Object.fromEntries(same));
  });

  it('shows the headers that docker-compose.yml sets', () => {
    const configuration = JSON.parse(ofCompose?.environment?.['OPENAI_API_CONFIGS'] ?? '') as {
      '0': { headers: unknown };
    };
    expect(JSON.parse(json?.code ?? '')).toEqual(configuration['0'].headers);
  });

  it('names only variables of docker-compose.yml as those of its .env', () => {
    const [, section = ''] = /^## With Docker Compose\n(.*?)^## /ms.exec(text) ?? [];
    const rows = [...section.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell);
    const names = rows.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)/g)].map(([, name = '']) => name));
    expect(names.length).toBeGreaterThan(8);
    expect(variablesOf()).toEqual(expect.arrayContaining(names));
  });
});
