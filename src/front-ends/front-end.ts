import type { IncomingHttpHeaders } from 'node:http';

/**
 * A chat front end that is recognised by what it sends; `other` is everybody else, SDKs above all.
 *
 * @publicApi
 */
export type FrontEndName = 'open-webui' | 'librechat' | 'other';

/**
 * What the headers of a request tell of the front end behind it.
 *
 * @publicApi
 */
export interface FrontEnd {
  readonly name: FrontEndName;
  /** The background task that the request is, by the front end's own name for it, such as `title_generation`. */
  readonly task: string | undefined;
}

const OTHER: FrontEnd = Object.freeze({ name: 'other', task: undefined });

/**
 * The front end behind these headers. An empty header says nothing: Open WebUI sends it for what it does not know.
 *
 * @publicApi
 */
export function frontEndOf(headers: IncomingHttpHeaders): FrontEnd {
  for (const name in headers) {
    if (name.startsWith('x-openwebui-')) {
      return { name: 'open-webui', task: textOf(headers['x-openwebui-task']) };
    }
    if (name.startsWith('x-librechat-')) {
      return { name: 'librechat', task: undefined };
    }
  }
  return OTHER;
}

function textOf(header: string | string[] | undefined): string | undefined {
  const [first] = Array.isArray(header) ? header : [header];
  return first?.trim() || undefined;
}
