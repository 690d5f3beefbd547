import type { Figure } from '../lib/figure.ts';
import type { Stage } from '../stage/stage.ts';

/** How much a run measures. */
interface Scale {
  /** How often each target is measured, in turns. */
  rounds: number;
  /** Only shows that everything works; the figures mean nothing. */
  smoke: boolean;
}

/** One thing that the bench measures. */
export interface Scenario {
  /** For `--only`. */
  name: string;
  title: string;
  measure(stage: Stage, scale: Scale): Promise<Figure[]>;
}
