import { describe, expect, it } from '@jest/globals';
import { type Liveness, LivenessCheck } from './liveness-check.js';

describe('LivenessCheck', () => {
  it('reports a server that has gone, even in the middle of a call', async () => {
    expect(await checkOnce({ gone: 'ended the session' }, { isBusy: true })).toEqual(['ended the session']);
  });

  it('takes a late answer for an end only while no call is under way', async () => {
    expect(await checkOnce('late', { isBusy: false })).toEqual(['does not answer']);
    expect(await checkOnce('late', { isBusy: true })).toEqual([]);
  });

  it('says nothing of a server that answers', async () => {
    expect(await checkOnce('alive', { isBusy: false })).toEqual([]);
  });

  it('asks one question at a time, and none after its end', async () => {
    let questions = 0;
    const answers: ((liveness: Liveness) => void)[] = [];
    const check = new LivenessCheck(
      () => {
        questions++;
        return new Promise((resolve) => answers.push(resolve));
      },
      () => false,
      () => undefined,
    );
    check.check();
    check.check();
    expect(questions).toBe(1);
    answers[0]?.('alive');
    await settled();
    check.check();
    expect(questions).toBe(2);
    check.stop();
    answers[1]?.('alive');
    await settled();
    check.check();
    expect(questions).toBe(2);
  });
});

async function checkOnce(liveness: Liveness, { isBusy }: { isBusy: boolean }): Promise<string[]> {
  const reasons: string[] = [];
  const check = new LivenessCheck(
    () => Promise.resolve(liveness),
    () => isBusy,
    (reason) => reasons.push(reason),
  );
  check.check();
  await settled();
  check.stop();
  return reasons;
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
