import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failToStart, startBuiltServer } from '../support/built-server.js';
import { postChat } from '../support/chat-client.js';

describe('the start of the server', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hermes-startup-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('needs no configuration at all', async () => {
    const server = await startBuiltServer();
    try {
      expect(server.output()).toContain('the built-in demo model (no OPENAI_BASE_URL or AGENT_MODEL is set)');
      expect((await postChat(server)).status).toBe(200);
    } finally {
      await server.stop();
    }
  });

  it('fails with a sentence on a port that another server has', async () => {
    const first = await startBuiltServer();
    try {
      const { port } = new URL(first.origin);
      const { code, output } = await failToStart({ API_SERVER_PORT: port });
      expect(code).toBe(1);
      expect(output).toContain(`Port ${port} on 127.0.0.1 is already in use`);
      expect(output).toContain('API_SERVER_PORT');
      expect(output).not.toMatch(/^ +at /m);
      expect((await postChat(first)).status).toBe(200);
    } finally {
      await first.stop();
    }
  });

  it('fails with a sentence on a data folder that is a file', async () => {
    const file = join(directory, 'data');
    await writeFile(file, 'not a folder');
    const { code, output } = await failToStart({ DATA_DIR: file });
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`^The data folder ${file} cannot be written to \\(E\\w+\\)\\.`));
    expect(output).toContain('DATA_DIR');
    expect(output).not.toMatch(/^ +at /m);
  });

  it('fails with every problem of the configuration at once, and shows no secret', async () => {
    const { code, output } = await failToStart({
      API_SERVER_PORT: 'eighty',
      API_SERVER_HOST: '0.0.0.0',
      UPSTREAM_MAX_RETRIES: '-1',
      OPENAI_BASE_URL: 'ftp://example.org',
      API_SERVER_BODY_LIMIT: 'much',
      OPENAI_API_KEY: ' sk-with-a-space',
    });
    expect(code).toBe(1);
    const problems = output.split('\n').filter((line) => line.startsWith('  - '));
    const named = [
      'API_SERVER_PORT',
      'API_SERVER_HOST',
      'UPSTREAM_MAX_RETRIES',
      'OPENAI_BASE_URL',
      'API_SERVER_BODY_LIMIT',
      'OPENAI_API_KEY',
    ];
    expect(problems).toHaveLength(named.length);
    for (const name of named) expect(problems.some((problem) => problem.includes(name))).toBe(true);
    expect(output).not.toContain('sk-with-a-space');
  });

  it('fails on an address that this machine does not have', async () => {
    const { code, output } = await failToStart({
      API_SERVER_HOST: '192.0.2.1',
      API_SERVER_KEY: 'f3b1c9d27a604e58',
    });
    expect(code).toBe(1);
    expect(output).toContain('192.0.2.1 is not an address of this machine');
  });
});
