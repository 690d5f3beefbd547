import { readFileSync } from 'node:fs';

/** Memory of a process in KB (proc(5), `smaps_rollup`). */
interface ProcessMemory {
  /** All that is resident, shared pages included. */
  residentKb: number;
  /** What only this process has. */
  privateKb: number;
}

/** Reads the memory of a process. */
export function memoryOf(pid: number): ProcessMemory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const fieldKb = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? NaN);
  return { residentKb: fieldKb('Rss'), privateKb: fieldKb('Private_Clean') + fieldKb('Private_Dirty') };
}

/** How many files and sockets a process may have open. */
export function openFilesLimit(pid: number): number {
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  const limit = /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  return limit === 'unlimited' ? Infinity : Number(limit);
}
