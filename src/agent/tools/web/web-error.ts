/** A page cannot be had, for a reason that the model may read. */
export class WebError extends Error {
  override readonly name = 'WebError';
}

/** What went wrong between us and a host, in a sentence. */
export function fromConnectionFailure(error: unknown, host: string): WebError {
  if (error instanceof WebError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new WebError(describe(code, message, host), { cause: error });
}

function describe(code: string, message: string, host: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'ENODATA':
      return `There is no host ${host}. Check the URL.`;
    case 'EAI_AGAIN':
      return `The name ${host} cannot be looked up at the moment.`;
    case 'ECONNREFUSED':
      return `${host} refuses the connection.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${host} closed the connection before its answer was complete.`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${host} cannot be reached (${code}).`;
    default:
      return /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code)
        ? `${host} cannot be reached safely: its TLS certificate or connection is not valid (${code}).`
        : `${host} did not answer properly (${code || message}).`;
  }
}
