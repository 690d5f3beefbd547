import { median } from './statistics.ts';

/** What was measured of the base line and of ours, in turns: one sample of each in a round. */
export interface Samples {
  proxy: number[];
  ours: number[];
}

/** What a figure is about and what is asked of it. */
export interface FigureSpec {
  what: string;
  unit: string;
  /** How ours is set against the base line. */
  comparison: 'ratio' | 'difference';
  target?: { of: 'ratio' | 'difference' | 'ours'; atMost: number };
}

/** One line of the report. */
export interface Figure extends FigureSpec {
  proxy: number;
  ours: number;
  compared: number;
  /** The comparison of each round. */
  comparedByRound: number[];
  /** Whether the target is met; absent without a target. */
  met?: boolean;
}

/** Makes a figure of samples: their medians, set against each other. */
export function figureOf(spec: FigureSpec, samples: Samples): Figure {
  const compare = (proxy: number, ours: number): number =>
    spec.comparison === 'ratio' ? ours / proxy : ours - proxy;
  const proxy = median(samples.proxy);
  const ours = median(samples.ours);
  const compared = compare(proxy, ours);
  const comparedByRound = samples.proxy.map((sample, round) => compare(sample, samples.ours[round] ?? NaN));
  const figure = { ...spec, proxy, ours, compared, comparedByRound };
  if (!spec.target) return figure;
  return { ...figure, met: (spec.target.of === 'ours' ? ours : compared) <= spec.target.atMost };
}
