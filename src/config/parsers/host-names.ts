import { type Parser, Rejection } from './parser.js';

const HOST_NAME = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/;

/** Reads a comma separated list of host names, without schemes and ports. */
export const parseHostNames: Parser<readonly string[]> = (text) => {
  const names = text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const wrong = names.find((name) => !HOST_NAME.test(name));
  if (wrong === undefined) return [...new Set(names)];
  return new Rejection(
    `must be a comma separated list of host names such as agent.example.com, without schemes and ports; "${wrong}" is none`,
  );
};
