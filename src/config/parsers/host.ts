import { isIP } from 'node:net';
import { Rejection, type Parser } from './parser.js';

const LABEL = /^[a-z\d](?:[a-z\d_-]*[a-z\d])?$/i;

/** Reads an IP address or host name to listen on. */
export const parseHost: Parser<string> = (text) =>
  isIP(text) !== 0 || isHostName(text)
    ? text
    : new Rejection(
        'must be an IP address or a host name alone, such as 127.0.0.1, ::1 or 0.0.0.0 (the port goes into API_SERVER_PORT)',
      );

function isHostName(text: string): boolean {
  const labels = text.split('.');
  // A last label of digits is what a mistyped IPv4 address looks like, never a top-level domain (RFC 3696, section 2).
  return (
    text.length <= 253 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
  );
}
