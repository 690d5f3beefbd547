import { type MonoTypeOperatorFunction, Observable, type Subscriber } from 'rxjs';
import { AgentError } from './agent-error.js';

/** The runs under way, so that a stopping process can let them end, and end those that do not. */
export class ActiveRuns {
  private readonly runs = new Set<Subscriber<never>>();
  private stopping = false;
  private onIdle: (() => void) | undefined;

  /** Counts a run from its start to its end; errors at once when no more runs are taken. */
  track<Event>(): MonoTypeOperatorFunction<Event> {
    return (run) =>
      new Observable((subscriber) => {
        if (this.stopping) {
          subscriber.error(stopped());
          return;
        }
        this.runs.add(subscriber);
        subscriber.add(() => {
          this.runs.delete(subscriber);
          if (this.runs.size === 0) this.onIdle?.();
        });
        run.subscribe(subscriber);
      });
  }

  /** Takes no more runs, and resolves when those under way have ended; after `graceMs` they are made to. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    if (this.runs.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    for (const subscriber of [...this.runs]) subscriber.error(stopped());
  }
}

function stopped(): AgentError {
  return new AgentError('shutting-down', 'The server is stopping. Try again in a moment.');
}
