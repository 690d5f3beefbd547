/** Says on stderr what is going on; stdout is for the report. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
