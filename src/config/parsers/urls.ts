import { describeSecret, Rejection, type Parser } from './parser.js';

const BASE_URL_RULE = 'must be an http or https URL such as http://localhost:11434/v1';

/** Reads the base URL of an OpenAI-compatible API, without its trailing slash. */
export const parseBaseUrl: Parser<string> = (text) => {
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\//i.test(text)) return new Rejection(BASE_URL_RULE);
  if (url.username !== '' || url.password !== '') {
    return new Rejection(
      'must not hold a user name or password: a key goes into OPENAI_API_KEY',
      describeSecret(text),
    );
  }
  if (/[?#]/.test(text)) {
    return new Rejection('must not have a query (?…) or a fragment (#…)', describeSecret(text));
  }
  if (/\/(?:chat\/)?completions\/*$|\/responses\/*$/.test(text)) {
    return new Rejection(`${BASE_URL_RULE}, to which the path of each endpoint is added`);
  }
  return text.replace(/\/+$/, '');
};

/** Reads where the database is. */
export const parseDatabaseUrl: Parser<string> = (text) =>
  /^(?:postgres(?:ql)?:\/\/|sqlite:|file:)\S/.test(text) && text === text.trim()
    ? text
    : new Rejection(
        'must begin with postgres://, postgresql://, sqlite: or file:, and must not hold white space at its end',
      );

/** Reads where Redis is. */
export const parseRedisUrl: Parser<string> = (text) =>
  /^rediss?:\/\/\S+$/.test(text) && URL.canParse(text)
    ? text
    : new Rejection('must be a URL such as redis://localhost:6379, or rediss:// for TLS');
