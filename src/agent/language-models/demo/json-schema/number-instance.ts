import { asNumber, fits, rangeOf, type Schema } from './schema.js';

/** A number that the schema allows, 1 where it allows that; undefined where there seems to be none. */
export function numberInstance(schema: Schema, isInteger: boolean, ordinal: number): number | undefined {
  const typed: Schema = { ...schema, type: isInteger ? 'integer' : 'number' };
  if (fits(1 + ordinal, typed)) return 1 + ordinal;
  const step = stepOf(asNumber(schema['multipleOf']), isInteger);
  const value = step === undefined ? inside(schema, ordinal) : onGrid(schema, step, ordinal);
  return fits(value, typed) ? value : undefined;
}

/** The distance between two allowed numbers; undefined where they lie dense. */
function stepOf(multipleOf: number | undefined, isInteger: boolean): number | undefined {
  if (multipleOf === undefined || multipleOf <= 0) return isInteger ? 1 : undefined;
  if (!isInteger) return multipleOf;
  for (let factor = 1; factor <= 1_000; factor++) {
    const whole = rounded(multipleOf * factor);
    if (Number.isInteger(whole)) return whole;
  }
  return multipleOf;
}

function onGrid(schema: Schema, step: number, ordinal: number): number {
  const { low, high, isLowOpen, isHighOpen } = rangeOf(schema);
  if (low > -Infinity) {
    const first = Math.ceil(rounded(low / step));
    return rounded((first + (isLowOpen && rounded(first * step) === low ? 1 : 0) + ordinal) * step);
  }
  if (high === Infinity) return rounded((1 + ordinal) * step);
  const last = Math.floor(rounded(high / step));
  return rounded((last - (isHighOpen && rounded(last * step) === high ? 1 : 0) - ordinal) * step);
}

function inside(schema: Schema, ordinal: number): number {
  const { low, high } = rangeOf(schema);
  if (low === -Infinity) return high - 1 - ordinal;
  if (high === Infinity) return low + 1 + ordinal;
  return low === high ? low : low + (high - low) / (2 + ordinal);
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
