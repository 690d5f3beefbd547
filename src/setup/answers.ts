import type { Provider } from './provider/providers.js';

/** Which model is to answer, and how it is reached. */
export interface ModelAnswer {
  readonly provider: Provider;
  readonly baseUrl?: string;
  readonly apiKey?: string;
  /** The provider's own name for the model; absent, the first one that it lists. */
  readonly model?: string;
}

/** Who may call the server, and from where. */
export interface ServerAnswer {
  readonly host: string;
  readonly port: string;
  /** Absent, nobody is asked for one. */
  readonly key?: string;
  /** Whether the key was made just now, so that it has to be shown. */
  readonly isKeyGenerated: boolean;
  /** Whether it was said explicitly that a server without a key may be reachable. */
  readonly allowNoKey: boolean;
  /** As the variable has it; empty for none. */
  readonly corsOrigins: string;
}

/** Everything that was asked. */
export interface SetupAnswers {
  /** Absent, what decides on the model stays as it is. */
  readonly model?: ModelAnswer;
  readonly server: ServerAnswer;
  /** As the variable has it. */
  readonly toolsets: string;
}
