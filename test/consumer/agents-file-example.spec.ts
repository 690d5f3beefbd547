import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { loadConfiguration } from '../../src/config/load-configuration.js';

const page = readFileSync('docs/agents-and-providers.md', 'utf8');
const [, example = ''] = /^```yaml\n(.*?)^```$/ms.exec(page) ?? [];

/** The agents of the page's example. */
function agents() {
  return loadConfiguration(
    { OPENAI_BASE_URL: 'http://localhost:11434/v1', AGENTS_FILE: 'agents.yaml' },
    { directory: '/srv', checkFile: () => undefined, readFile: () => example },
  ).agents;
}

describe('docs/agents-and-providers.md', () => {
  it('has an agents file that the server accepts', () => {
    expect(agents()).toMatchObject([
      {
        id: 'researcher',
        model: { packageName: '@ai-sdk/anthropic', modelId: 'claude-sonnet-4-5' },
        fallbackModels: [{ packageName: '@ai-sdk/openai' }, { kind: 'upstream', modelId: 'qwen3:8b' }],
        mcpServers: ['github'],
        settings: { temperature: 0.3, maxOutputTokens: 8000, reasoningEffort: 'medium' },
        limits: { maxSteps: 15, runTimeoutMs: 600_000, toolTimeoutMs: 60_000, toolResultLimit: 30_000 },
        contextTokens: 200_000,
      },
      { id: 'helper', promptFile: '/srv/prompts/helper.md', toolsets: [], mcpServers: [] },
    ]);
  });

  it('explains every field of an agent, and no other', () => {
    const table = /^\| Field .*?\n\n/ms.exec(page)?.[0] ?? '';
    const fields = [...table.matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, cell = '']) => [
      ...cell.matchAll(/`(\w+)`/g),
    ]);
    const explained = fields.map(([, name]) => name);
    const used = [...example.matchAll(/^ {2}(?:- | {2})(\w+):/gm)].map(([, name]) => name);
    expect(new Set(explained)).toEqual(new Set(used));
  });
});
