const PREFIXES = ['API_SERVER_', 'AGENT_', 'UPSTREAM_'];
const LARGEST_TYPO = 3;

/** Finds set variables that carry one of our prefixes but are not ours, and says what may have been meant. */
export function findUnknownVariables(environment: NodeJS.ProcessEnv, known: readonly string[]): string[] {
  return Object.keys(environment)
    .filter((name) => PREFIXES.some((prefix) => name.startsWith(prefix)) && Boolean(environment[name]))
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = closest(name, known);
      const advice = meant === undefined ? 'it is ignored.' : `did you mean ${meant}?`;
      return `${name} is not a variable of this server: ${advice}`;
    });
}

function closest(name: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((one, other) => one.distance - other.distance);
  return best !== undefined && best.distance <= LARGEST_TYPO ? best.candidate : undefined;
}

/** How many characters must be inserted, deleted or replaced to get from one word to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, character] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
