/** The value below which the part `fraction` (0 to 1) of the values lies; NaN when there are none. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position % 1);
}

/** The middle value; NaN when there are none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
