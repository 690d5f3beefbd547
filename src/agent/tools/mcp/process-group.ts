import { type ChildProcess, spawn } from 'node:child_process';

/** Windows has no process groups; there only the process itself is ended. */
const HAS_GROUPS = process.platform !== 'win32';
/**
 * Reads a line and ends. Without one the other end has been closed by our death, of whatever kind: what is left of the
 * group after a second is killed. Shells disagree about how a group is named to `kill`.
 */
const WATCH = 'read -r released || { sleep 1; kill -s KILL -- "-$1" || kill -KILL "-$1"; }';

/**
 * A child process with everything that it starts: a launcher such as `npx` is rarely the server itself. They are
 * ended together, and they end when this process does, even if that is killed.
 */
export class ProcessGroup {
  private readonly watch: ChildProcess | undefined;

  /** `leader` has been spawned with {@link GROUP_OPTIONS}. */
  constructor(private readonly leader: ChildProcess) {
    if (!HAS_GROUPS || leader.pid === undefined) return;
    this.watch = spawn('/bin/sh', ['-c', WATCH, 'watch', String(leader.pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      detached: true,
    });
    // Where there is no shell, a closed standard input has to do.
    this.watch.on('error', () => undefined);
    this.watch.stdin?.on('error', () => undefined);
    this.watch.unref();
  }

  /** Signals all processes of the group that are left. */
  signal(signal: NodeJS.Signals): void {
    try {
      if (HAS_GROUPS && this.leader.pid !== undefined) process.kill(-this.leader.pid, signal);
      else this.leader.kill(signal);
    } catch {
      // There are none.
    }
  }

  /** Ends what is left, and the watch over it. */
  dispose(): void {
    this.signal('SIGKILL');
    this.watch?.stdin?.end('\n');
  }
}

/** A process group is led by the process that is spawned with these. */
export const GROUP_OPTIONS = Object.freeze({ detached: HAS_GROUPS });
