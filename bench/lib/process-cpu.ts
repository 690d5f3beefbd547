import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time in nanoseconds that a process has used, from the kernel's account (proc(5), `schedstat`): the sum over its
 * threads, so garbage collection and compilation count. The time of threads that have ended is lost; Node's live as
 * long as the process.
 */
export function cpuTimeNs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks)
    .map((task) => Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ', 1)[0]))
    .reduce((sum, timeNs) => sum + timeNs, 0);
}
