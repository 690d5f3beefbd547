/** What the load generator is asked to send. */
export interface LoadPlan {
  /** The server's base URL, `/v1` included. */
  baseUrl: string;
  /** Where requests are posted to, below the base URL. */
  path: string;
  /** The body of every request; serialised once. */
  body: object;
  /** How many answers are open at a time. */
  concurrency: number;
  /** How many requests are sent in all. */
  requests: number;
  /** How many tokens ` wordN` make an answer complete. */
  tokensPerAnswer: number;
  /** How often an answer has each of its tokens: the events that end a response repeat its text. */
  tellings: number;
  /** After this, what is still open counts as incomplete. */
  timeoutMs: number;
}

/** What came of it. */
export interface LoadResult {
  complete: number;
  incomplete: number;
  /** How the first incomplete answer ended. */
  complaint?: string;
  tokens: number;
  /** For each answer, from sending the request to its first token. */
  firstTokenMs: number[];
}

/** The commands to the load generator; each is answered by one `LoadResult`. */
export type LoadCommand =
  | { type: 'run'; plan: LoadPlan }
  /** Opens `concurrency` streams and holds them once each has sent its first token. */
  | { type: 'hold'; plan: LoadPlan }
  /** Closes the streams that are held. */
  | { type: 'release' };
