/** An answer is not the HTTP/1.1 that it should be. */
export class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
  /** Told to whoever runs the server, in place of an error number of the system's. */
  readonly code = 'MALFORMED_HTTP';

  constructor(what: string) {
    super(`The answer cannot be read: ${what}.`);
  }
}
