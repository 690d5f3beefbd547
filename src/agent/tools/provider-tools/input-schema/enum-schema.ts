import type { JSONSchema7 } from '@ai-sdk/provider';

/** The values of an array, a TypeScript enum, or a function that returns one of them. */
export function enumValues(source: unknown): readonly unknown[] {
  if (typeof source === 'function') return enumValues((source as () => unknown)());
  if (Array.isArray(source)) return source;
  if (typeof source !== 'object' || source === null) return [];
  // Numeric enums also map each value back to its name.
  const isReverse = (key: string): boolean =>
    typeof (source as Record<string, unknown>)[Number(key)] === 'string';
  return Object.entries(source).flatMap(([key, value]: [string, unknown]) =>
    /^-?\d/.test(key) && isReverse(key) ? [] : [value],
  );
}

/** One of these values; their type is named where they share one. */
export function enumSchema(values: readonly unknown[]): JSONSchema7 {
  const types = new Set(values.map((value) => typeof value));
  const [type] = types;
  const named = types.size === 1 && (type === 'string' || type === 'number' || type === 'boolean');
  return { ...(named && { type }), enum: [...values] as NonNullable<JSONSchema7['enum']> };
}
