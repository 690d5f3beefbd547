import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** The variable by which a command's processes are found again, wherever they went. */
export const FAMILY_VARIABLE = 'AGENT_COMMAND_ID';

/** How long processes that were killed may take to go, in milliseconds; one in a device's wait cannot be killed. */
const KILL_WAIT_MS = 2000;

/** Where `/proc/PID/stat` has the time of the start, counted from the field after the name (proc_pid_stat(5)). */
const START_TIME = 19;

interface ProcessStatus {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Its number with the time of its start, since numbers are given again. */
  readonly identity: string;
}

/**
 * The processes of one command: the shell, whose number is also that of its group and session, and whatever it
 * started. Where the system has `/proc`, that also covers those that made a group or a session of their own: they
 * carry the command's mark in their environment. Elsewhere it is the group alone.
 */
export class ProcessFamily {
  /** Whoever was found once: with its parents gone, nothing else may tell where it came from. */
  private readonly known = new Set<string>();

  constructor(
    private readonly leader: number,
    private readonly mark: string,
  ) {}

  /**
   * Ends all that is left: with SIGTERM, after `graceMs` with SIGKILL. Resolves when they are gone or given up.
   *
   * @returns how many there were, and how many are still there
   */
  async end(graceMs: number): Promise<{ ended: number; remaining: number }> {
    const found = await this.living();
    if (found.length === 0) return { ended: 0, remaining: 0 };
    this.signalAll(found, 'SIGTERM');
    if ((await this.waitForEnd(graceMs)) === 0) return { ended: found.length, remaining: 0 };
    // Again and again: between the look and the signal, one may have started another.
    const remaining = await this.waitForEnd(KILL_WAIT_MS, 'SIGKILL');
    return { ended: found.length - remaining, remaining };
  }

  /** The numbers of its processes that live; one that has ended and waits for its parent to notice does not. */
  async living(): Promise<number[]> {
    const statuses = await allProcesses();
    if (statuses === undefined) return signalProcess(-this.leader, 0) ? [this.leader] : [];
    const family = new Set<number>();
    await Promise.all(
      statuses.map(async ({ pid, session, identity }) => {
        const isKnown = session === this.leader || this.known.has(identity);
        if (isKnown || (await this.isMarked(pid))) family.add(pid);
      }),
    );
    for (let size = -1; size !== family.size;) {
      size = family.size;
      for (const { pid, parent } of statuses) if (family.has(parent)) family.add(pid);
    }
    for (const { pid, identity } of statuses) if (family.has(pid)) this.known.add(identity);
    return [...family];
  }

  private async waitForEnd(timeMs: number, signal?: NodeJS.Signals): Promise<number> {
    const endsAt = Date.now() + timeMs;
    for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 100)) {
      const living = await this.living();
      if (living.length === 0 || Date.now() >= endsAt) return living.length;
      if (signal !== undefined) this.signalAll(living, signal);
      await sleep(pauseMs);
    }
  }

  private signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
    // The group at once first: it cannot start another one faster than that.
    signalProcess(-this.leader, signal);
    for (const pid of pids) signalProcess(pid, signal);
  }

  private async isMarked(pid: number): Promise<boolean> {
    try {
      return (await readFile(`/proc/${String(pid)}/environ`)).includes(`${FAMILY_VARIABLE}=${this.mark}`);
    } catch {
      return false;
    }
  }
}

/** Sends a signal; tells whether there was somebody to get it. */
function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Every process that has not ended, other than this one; undefined where the system does not tell. */
async function allProcesses(): Promise<ProcessStatus[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const names = await readdir('/proc').catch(() => undefined);
  if (names === undefined) return undefined;
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const statuses = await Promise.all(pids.filter((pid) => pid !== process.pid).map(statusOf));
  return statuses.filter((status) => status !== undefined);
}

async function statusOf(pid: number): Promise<ProcessStatus | undefined> {
  try {
    const text = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
    // The name before it is in brackets and may hold anything, brackets and spaces too.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state = '', parent, , session] = fields;
    if ('ZXx'.includes(state)) return undefined;
    const identity = `${String(pid)}@${fields[START_TIME] ?? ''}`;
    return { pid, parent: Number(parent), session: Number(session), identity };
  } catch {
    return undefined;
  }
}
