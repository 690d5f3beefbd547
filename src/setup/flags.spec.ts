import { describe, expect, it } from '@jest/globals';
import { readFlags } from './flags.js';
import { findMissingFlags } from './missing-flags.js';
import { UnattendedPrompter } from './prompter/unattended.prompter.js';

function missing(args: string[], existing: NodeJS.Dict<string> = {}, environment: NodeJS.Dict<string> = {}) {
  const prompter = new UnattendedPrompter(process.stdout, process.stderr);
  return findMissingFlags({ flags: readFlags(args), existing, environment, prompter });
}

describe('readFlags', () => {
  it.each([
    [['--provdier', 'openai'], 'Did you mean --provider?'],
    [['--provider', 'opanai'], 'Did you mean openai?'],
    [['--port'], '--port'],
    [['stray'], 'stray'],
    [['--api-key', 'x', '--api-key-stdin'], 'exclude each other'],
  ])('refuses %j in a sentence', (args, sentence) => {
    expect(() => readFlags(args)).toThrow(sentence);
  });

  it('takes none for no origins', () => {
    expect(readFlags(['--cors', 'none'])).toMatchObject({ corsOrigins: '' });
  });
});

describe('findMissingFlags', () => {
  it('names the provider and the consent when nothing is known', () => {
    expect(missing([])).toEqual(['--provider', '--yes']);
  });

  it('names the key and the model of a provider that needs both', () => {
    expect(missing(['--yes', '--provider', 'openai'])).toEqual([
      '--api-key-stdin (or --api-key, or OPENAI_API_KEY in the environment)',
      '--model',
    ]);
  });

  it('finds a key in the environment', () => {
    const environment = { OPENROUTER_API_KEY: 'sk-or' };
    expect(missing(['--yes', '--provider', 'openrouter', '--model', 'x'], {}, environment)).toEqual([]);
  });

  it('does not take the key of OpenAI for one of somebody else', () => {
    const environment = { OPENAI_API_KEY: 'sk-openai' };
    expect(missing(['--yes', '--provider', 'openrouter', '--model', 'x'], {}, environment)).toHaveLength(1);
  });

  it('asks for the address of an API that it does not know', () => {
    expect(missing(['--yes', '--provider', 'custom'])).toEqual(['--base-url']);
  });

  it.each(['ollama', 'lmstudio', 'vllm', 'demo'])('needs nothing more for %s', (provider) => {
    expect(missing(['--yes', '--provider', provider])).toEqual([]);
  });

  it('is content with what the file says', () => {
    const existing = { OPENAI_API_KEY: 'sk-openai', AGENT_MODEL: 'gpt-5' };
    expect(missing(['--yes'], existing)).toEqual([]);
    expect(missing(['--yes', '--model', 'gpt-5-mini'], existing)).toEqual([]);
  });

  it('does not need consent to write nothing', () => {
    expect(missing(['--dry-run', '--provider', 'demo'])).toEqual([]);
  });
});
