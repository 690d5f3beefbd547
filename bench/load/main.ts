// The load generator, a process of its own so that its work is not counted as anyone else's. Its parent sends it
// commands over the IPC channel and gets one result for each.
import { HeldStreams } from './held-streams.ts';
import type { LoadCommand, LoadResult } from './load-protocol.ts';
import { runLoad } from './load-run.ts';

const held = new HeldStreams();

process.on('message', (command: LoadCommand) => {
  void carryOut(command).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

async function carryOut(command: LoadCommand): Promise<LoadResult> {
  switch (command.type) {
    case 'run':
      return runLoad(command.plan);
    case 'hold':
      return held.open(command.plan);
    case 'release':
      held.close();
      return { complete: 0, incomplete: 0, tokens: 0, firstTokenMs: [] };
  }
}
