import { cpus } from 'node:os';
import type { Figure } from './figure.ts';

/** The figures of one scenario. */
export interface ReportSection {
  scenario: string;
  figures: Figure[];
}

/** Writes a report as a Markdown table with a line about the machine. */
export function markdownReport(sections: readonly ReportSection[], notes: readonly string[]): string {
  const rows = sections.flatMap(({ scenario, figures }) => figures.map((figure) => row(scenario, figure)));
  return [
    '| Scenario | Figure | Raw proxy | Ours | Ratio or difference (over the rounds) | Target |',
    '| --- | --- | ---: | ---: | ---: | --- |',
    ...rows,
    '',
    machineLine(),
    ...notes.map((note) => `\n${note}`),
  ].join('\n');
}

/** The machine and the day of the run. */
export function machineLine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? 'unknown CPU';
  const day = new Date().toISOString().slice(0, 10);
  return `Node ${process.versions.node}, ${model}, ${cores.length} cores, ${process.platform}, ${day}. Medians.`;
}

function row(scenario: string, figure: Figure): string {
  const { what, unit, proxy, ours } = figure;
  const cells = [
    scenario,
    `${what} (${unit})`,
    number(proxy),
    number(ours),
    comparison(figure),
    target(figure),
  ];
  return `| ${cells.join(' | ')} |`;
}

function comparison({ compared, comparedByRound, comparison: kind }: Figure): string {
  const written = (value: number): string => (kind === 'ratio' ? `× ${value.toFixed(2)}` : signed(value));
  const lowest = written(Math.min(...comparedByRound));
  const highest = written(Math.max(...comparedByRound));
  return `${written(compared)} (${lowest} to ${highest})`;
}

function target({ target: wanted, met, unit }: Figure): string {
  if (!wanted) return '';
  const limit = wanted.of === 'ratio' ? `× ${wanted.atMost}` : `${wanted.of} ${wanted.atMost} ${unit}`;
  return `≤ ${limit}: ${met ? 'met' : 'not met'}`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${number(Math.abs(value))}`;
}

function number(value: number): string {
  const fractionDigits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return value.toFixed(fractionDigits);
}
