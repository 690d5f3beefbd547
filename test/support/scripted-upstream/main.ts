// Runs a scripted upstream as a process: `node main.ts [--port 0] [--no-record]`, until SIGTERM.
import { parseArgs } from 'node:util';
import { startScriptedUpstream } from './scripted-upstream.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, record: { type: 'boolean', default: true } },
  allowNegative: true,
});

const upstream = await startScriptedUpstream({ port: Number(values.port), record: values.record });
process.stdout.write(`${JSON.stringify({ baseUrl: upstream.baseUrl })}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void upstream.close().then(() => process.exit(0));
  });
}
