import { closestName } from './closest-name.js';

const PREFIXES = ['API_SERVER_', 'AGENT_', 'AGENTS_', 'UPSTREAM_'];

/** Finds set variables that carry one of our prefixes but are not ours, and says what may have been meant. */
export function findUnknownVariables(environment: NodeJS.ProcessEnv, known: readonly string[]): string[] {
  return Object.keys(environment)
    .filter((name) => PREFIXES.some((prefix) => name.startsWith(prefix)) && Boolean(environment[name]))
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = closestName(name, known);
      const advice = meant === undefined ? 'it is ignored.' : `did you mean ${meant}?`;
      return `${name} is not a variable of this server: ${advice}`;
    });
}
