const LARGEST_TYPO = 3;

/** The name that a mistyped one most likely stands for; nothing when none is near. */
export function closestName(name: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((one, other) => one.distance - other.distance);
  const limit = Math.min(LARGEST_TYPO, Math.ceil(name.length / 2));
  return best !== undefined && best.distance <= limit ? best.candidate : undefined;
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
