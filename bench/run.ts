// Measures the server beside a raw byte proxy and prints a Markdown table; see README.md.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { progress } from './lib/progress.ts';
import { machineLine, markdownReport, type ReportSection } from './lib/report.ts';
import { completion, longHistory, storedStream, streamFast, streamPaced } from './scenarios/cpu.ts';
import { firstToken } from './scenarios/first-token.ts';
import { openStreams } from './scenarios/open-streams.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { start } from './scenarios/start.ts';
import { longChain, resume, retrieval } from './scenarios/stored.ts';
import { toolStep } from './scenarios/tool-step.ts';
import { Stage } from './stage/stage.ts';

const scenarios = [
  streamFast,
  streamPaced,
  storedStream,
  completion,
  longHistory,
  toolStep,
  longChain,
  retrieval,
  resume,
  openStreams,
  firstToken,
  start,
];

const { values: options } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    json: { type: 'string' },
    // Another server in place of the built one; it gets the same variables.
    'server-command': { type: 'string' },
  },
});

const serverCommand = options['server-command']?.split(' ') as [string, ...string[]] | undefined;
const rounds = Number(options.rounds ?? (options.smoke ? 1 : 5));
const chosen = chosenScenarios(options.only);
if (!serverCommand) buildServer();

const stage = await Stage.open(serverCommand ? { serverCommand } : {});
if (options.smoke)
  stage.notes.push('A smoke run: fewer requests and streams than the table says; the figures mean nothing.');
try {
  const sections = await measureAll(chosen);
  process.stdout.write(`${markdownReport(sections, stage.notes)}\n`);
  if (options.json) writeJson(options.json, sections);
} finally {
  await stage.close();
}
for (const problem of stage.problems) progress(`INCOMPLETE: ${problem}`);
if (stage.problems.length > 0) process.exitCode = 1;

async function measureAll(toMeasure: readonly Scenario[]): Promise<ReportSection[]> {
  const sections: ReportSection[] = [];
  for (const scenario of toMeasure) {
    progress(`${scenario.name}: ${scenario.title}`);
    const figures = await scenario.measure(stage, { rounds, smoke: options.smoke });
    sections.push({ scenario: scenario.title, figures });
  }
  return sections;
}

function chosenScenarios(names: readonly string[] | undefined): readonly Scenario[] {
  if (!names) return scenarios;
  return names.map((name) => {
    const scenario = scenarios.find((candidate) => candidate.name === name);
    if (scenario) return scenario;
    throw new Error(`No scenario "${name}"; there are ${scenarios.map((known) => known.name).join(', ')}`);
  });
}

function buildServer(): void {
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script, '--if-stale'], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

function writeJson(file: string, sections: readonly ReportSection[]): void {
  const { notes, problems } = stage;
  writeFileSync(file, `${JSON.stringify({ machine: machineLine(), sections, notes, problems }, null, 2)}\n`);
}
