import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AnswerScript } from '../../test/support/scripted-upstream/answer-script.ts';
import { startChild, stopChild } from '../lib/child-process.ts';
import { within } from '../lib/deadline.ts';

const upstreamMain = fileURLToPath(new URL('../../test/support/scripted-upstream/main.ts', import.meta.url));
const startTimeoutMs = 10_000;

/** The scripted upstream's process. */
export class UpstreamProcess {
  readonly baseUrl: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, baseUrl: string) {
    this.#child = child;
    this.baseUrl = baseUrl;
  }

  static async start(): Promise<UpstreamProcess> {
    const child = startChild(process.execPath, [upstreamMain, '--no-record'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (!child.stdout) throw new Error('The scripted upstream has no stdout');
    const [line] = (await within(startTimeoutMs, 'the scripted upstream', once(child.stdout, 'data'))) as [
      Buffer,
    ];
    const { baseUrl } = JSON.parse(line.toString()) as { baseUrl: string };
    return new UpstreamProcess(child, baseUrl);
  }

  /** Sets what every request is answered from now on. */
  async answerWith(script: AnswerScript): Promise<void> {
    const body = JSON.stringify(script);
    const response = await fetch(new URL('/__default', this.baseUrl), { method: 'POST', body });
    if (!response.ok) throw new Error(`The scripted upstream refused a script: ${await response.text()}`);
  }

  stop(): Promise<void> {
    return stopChild(this.#child);
  }
}
