#!/usr/bin/env node
import { findNodeObstacle } from './node-version.js';

// Nothing else is imported up here: an older Node fails on newer syntax with a riddle.
const obstacle = findNodeObstacle(
  'With npm alone: npx --package node@24 --package hermes-agent-server hermes-agent-server',
);

if (obstacle === undefined) {
  const { runCommand } = await import('./setup/run-command.js');
  await runCommand(process.argv.slice(2));
} else {
  process.stderr.write(obstacle);
  process.exitCode = 1;
}
