import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgentError } from '../../agent-error.js';
import { ProviderPackageModel } from './provider-package-model.js';

const MODEL = `(modelId) => ({ specificationVersion: VERSION, provider: 'acme', modelId })`;
let folder: string;

/** Installs a package whose manifest and code are given. */
async function install(
  name: string,
  code: string,
  manifest: object = { exports: { '.': { import: './index.js' } } },
) {
  const root = join(folder, 'node_modules', name);
  await mkdir(root, { recursive: true });
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ name, version: '1.2.3', type: 'module', ...manifest }),
  );
  await writeFile(join(root, 'index.js'), code.replaceAll('MODEL', MODEL).replaceAll('VERSION', `'v4'`));
}

function modelOf(packageName: string, api?: string): ProviderPackageModel {
  const chosen = api === undefined ? {} : { api };
  return new ProviderPackageModel({
    packageName,
    modelId: 'large',
    folders: [join(folder, 'deep'), folder],
    ...chosen,
  });
}

describe('ProviderPackageModel', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provider-packages-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    [
      'the provider that is named like the package',
      'acme-one',
      'export const other = { languageModel: () => 0 }; export const acmeOne = { languageModel: MODEL };',
    ],
    [
      'the provider that is named like the scope',
      '@acme/ai-sdk-provider',
      'export const acme = Object.assign(() => 0, { languageModel: MODEL });',
    ],
    [
      'the only provider',
      'acme-three',
      'export const count = 3; export const thing = { languageModel: MODEL };',
    ],
    ['what the factory makes', 'acme-four', 'export const createAcme = () => ({ languageModel: MODEL });'],
  ])('takes %s', async (_, name, code) => {
    await install(name, code);
    expect(await modelOf(name).get()).toMatchObject({ provider: 'acme', modelId: 'large' });
  });

  it('takes the model from the API that is named', async () => {
    await install('acme-apis', `export const acme = { languageModel: () => 0, chat: MODEL };`);
    expect(await modelOf('acme-apis', 'chat').get()).toMatchObject({ modelId: 'large' });
    await expect(modelOf('acme-apis', 'chatter').get()).rejects.toThrow(
      'The package acme-apis 1.2.3 has no API named "chatter".',
    );
  });

  it('gives the model itself once it is known', async () => {
    await install('acme-known', 'export const acme = { languageModel: MODEL };');
    const source = modelOf('acme-known');
    const model = await source.get();
    expect(source.get()).toBe(model);
  });

  it('finds a package whose manifest names its entry in the old way', async () => {
    await install('acme-old', 'export const acme = { languageModel: MODEL };', { main: './index.js' });
    expect(await modelOf('acme-old').get()).toMatchObject({ modelId: 'large' });
  });

  it('says how to install a package that is missing, and finds it once it is there', async () => {
    const source = modelOf('acme-late');
    const failure = (source.get() as Promise<unknown>).catch((error: unknown) => error);
    expect(await failure).toBeInstanceOf(AgentError);
    expect(await failure).toMatchObject({
      kind: 'model-misconfigured',
      message: 'The package acme-late is not installed: run "npm install acme-late".',
    });
    await install('acme-late', 'export const acme = { languageModel: MODEL };');
    expect(await source.get()).toMatchObject({ modelId: 'large' });
  });

  it.each([
    [
      'is too old',
      'acme-v2',
      `export const acme = { languageModel: () => ({ specificationVersion: 'v2' }) };`,
      'The package acme-v2 1.2.3 speaks v2 of the AI SDK\'s model interface, but this server needs v4, as packages for AI SDK 7 have it: run "npm install acme-v2@latest".',
    ],
    [
      'is no provider',
      'acme-none',
      'export const answer = 42;',
      'The package acme-none 1.2.3 offers no AI SDK provider.',
    ],
    [
      'breaks',
      'acme-broken',
      `throw new Error('No zod.');`,
      'The package acme-broken is installed, but cannot be loaded: No zod.',
    ],
  ])('says that a package %s', async (_, name, code, message) => {
    await install(name, code);
    await expect(modelOf(name).get()).rejects.toThrow(message);
  });
});
