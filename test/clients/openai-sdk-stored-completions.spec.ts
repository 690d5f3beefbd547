import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';

const MODEL = 'hermes-agent';

/** On the demo model, and with a server that is killed in between. */
describe('stored completions with the openai SDK', () => {
  let directory: string;
  let server: BuiltServer;
  let client: OpenAI;
  const ids: string[] = [];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hermes-data-'));
    await start();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true });
  });

  async function start(): Promise<void> {
    server = await startBuiltServer({ DATA_DIR: directory });
    client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
  }

  async function idsOf(completions: AsyncIterable<{ readonly id: string }>): Promise<string[]> {
    const found: string[] = [];
    for await (const { id } of completions) found.push(id);
    return found;
  }

  it('are created, streamed and not', async () => {
    for (const project of ['x', 'y']) {
      const messages = [{ role: 'user' as const, content: `About ${project}` }];
      const request = { model: MODEL, messages, store: true, metadata: { project } };
      ids.push((await client.chat.completions.create(request)).id);
      const stream = client.chat.completions.stream(request);
      ids.push((await stream.finalChatCompletion()).id);
    }
    expect(new Set(ids).size).toBe(4);
  });

  it('are there after a kill -9, listed and filtered over several pages', async () => {
    await server.kill();
    await start();
    expect(await idsOf(client.chat.completions.list({ limit: 1 }))).toEqual(ids);
    const filter = { metadata: { project: 'y' }, order: 'desc' as const, limit: 1 };
    expect(await idsOf(client.chat.completions.list(filter))).toEqual([ids[3], ids[2]]);
    expect(await idsOf(client.chat.completions.list({ model: 'another' }))).toEqual([]);
  });

  it('are retrieved, with the messages that they answer', async () => {
    const completion = await client.chat.completions.retrieve(ids[1] ?? '');
    expect(completion).toMatchObject({ id: ids[1], choices: [{ message: { role: 'assistant' } }] });
    const messages = await client.chat.completions.messages.list(ids[1] ?? '');
    expect(messages.data).toMatchObject([{ role: 'user', content: 'About x' }]);
  });

  it('get other metadata', async () => {
    await client.chat.completions.update(ids[0] ?? '', { metadata: { project: 'z' } });
    const found = client.chat.completions.list({ metadata: { project: 'z' } });
    expect(await idsOf(found)).toEqual([ids[0]]);
  });

  it('are deleted', async () => {
    expect(await client.chat.completions.delete(ids[0] ?? '')).toMatchObject({ deleted: true });
    const gone = client.chat.completions.retrieve(ids[0] ?? '');
    await expect(gone).rejects.toMatchObject({ status: 404, code: 'completion_not_found' });
    expect(await idsOf(client.chat.completions.list())).toEqual(ids.slice(1));
  });
});
