import { Rejection, type Parser } from './parser.js';

const BYTES_PER_UNIT = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1024],
  ['mb', 1024 ** 2],
  ['gb', 1024 ** 3],
]);

/** Reads a size such as `32mb`, or plain bytes, from 1kb to 1gb; a kb is 1024 bytes, as in Express. */
export const parseByteSize: Parser<number> = (text) => {
  const [, digits, unit = ''] = /^(\d+)\s*([a-z]*)$/i.exec(text) ?? [];
  const bytesPerUnit = BYTES_PER_UNIT.get(unit.toLowerCase());
  const bytes =
    digits === undefined || bytesPerUnit === undefined ? Number.NaN : Number(digits) * bytesPerUnit;
  if (bytes >= 1024 && bytes <= 1024 ** 3) return bytes;
  return new Rejection('must be a whole number of b, kb, mb or gb (without a unit: bytes) from 1kb to 1gb');
};
