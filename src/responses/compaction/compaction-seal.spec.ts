import { describe, expect, it } from '@jest/globals';
import { InMemorySecretStore } from '../../storage/in-memory/in-memory-secret-store.js';
import { CompactionSeal } from './compaction-seal.js';

const CONTEXT = { summary: 'Ada likes Ünïcode.', kept: [{ type: 'reasoning', id: 'rs_1' }] };

describe('CompactionSeal', () => {
  const seal = new CompactionSeal();

  it('opens what it has sealed, which tells nothing by itself', async () => {
    const sealed = await seal.seal('ada', CONTEXT);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('Ada');
    expect(await seal.open('ada', sealed)).toEqual(CONTEXT);
    expect(await seal.seal('ada', CONTEXT)).not.toBe(sealed);
  });

  it('opens it for its owner alone', async () => {
    expect(await seal.open('eve', await seal.seal('ada', CONTEXT))).toBeUndefined();
  });

  it('opens it with its own key alone', async () => {
    const secrets = new InMemorySecretStore();
    const sealed = await new CompactionSeal(secrets).seal('ada', CONTEXT);
    expect(await seal.open('ada', sealed)).toBeUndefined();
    expect(await new CompactionSeal(secrets).open('ada', sealed)).toEqual(CONTEXT);
  });

  it('opens nothing that was changed, cut short, or never sealed', async () => {
    const sealed = await seal.seal('ada', CONTEXT);
    const bytes = Buffer.from(sealed, 'base64url');
    for (const place of [0, 1, 13, 29, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(await seal.open('ada', changed.toString('base64url'))).toBeUndefined();
    }
    for (const text of ['', 'x', sealed.slice(0, 30), sealed.slice(0, -2), '💥', 'A'.repeat(1_000)])
      expect(await seal.open('ada', text)).toBeUndefined();
  });
});
