import type { JSONSchema7 } from '@ai-sdk/provider';
import { enumSchema, enumValues } from './enum-schema.js';

type ToSchema = (constraints: readonly unknown[]) => JSONSchema7;

/** What the validators of class-validator, by their names, say in JSON Schema; options narrower than it are left out. */
const SCHEMAS: Readonly<Record<string, ToSchema>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object' }),
  isNotEmptyObject: () => ({ type: 'object', minProperties: 1 }),
  isDate: () => ({ type: 'string', format: 'date-time' }),

  isIn: ([values]) => enumSchema(enumValues(values)),
  isEnum: ([values]) => enumSchema(enumValues(values)),
  equals: ([value]) => enumSchema([value]),
  isNotIn: ([values]) => ({ not: { enum: [...enumValues(values)] as NonNullable<JSONSchema7['enum']> } }),

  min: ([minimum]) => number({ minimum }),
  max: ([maximum]) => number({ maximum }),
  isPositive: () => ({ type: 'number', exclusiveMinimum: 0 }),
  isNegative: () => ({ type: 'number', exclusiveMaximum: 0 }),
  isDivisibleBy: ([multipleOf]) => number({ multipleOf }),

  minLength: ([minLength]) => text({ minLength }),
  maxLength: ([maxLength]) => text({ maxLength }),
  isLength: ([minLength, maxLength]) => text({ minLength, maxLength }),
  matches: ([pattern, modifiers]) => ({ type: 'string', ...patternOf(pattern, modifiers) }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  // The validator takes addresses without a protocol, which no format does.
  isUrl: () => ({ type: 'string' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  // With or without a time.
  isIso8601: () => ({ type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] }),
  isDateString: () => ({ type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] }),
  isIp: ([version]) => ({
    type: 'string',
    ...(String(version) === '4' && { format: 'ipv4' }),
    ...(String(version) === '6' && { format: 'ipv6' }),
  }),

  arrayMinSize: ([minItems]) => list({ minItems }),
  arrayMaxSize: ([maxItems]) => list({ maxItems }),
  arrayNotEmpty: () => ({ type: 'array', minItems: 1 }),
  arrayUnique: ([identifier]) => ({ type: 'array', ...(identifier == null && { uniqueItems: true }) }),
  isArray: () => ({ type: 'array' }),
  arrayContains: () => ({ type: 'array' }),
  arrayNotContains: () => ({ type: 'array' }),
};

/** Validators of text whose rule has no keyword; the validator itself still holds. */
const OF_TEXT: ReadonlySet<string> = new Set(
  (
    'contains notContains isAlpha isAlphanumeric isAscii isBase32 isBase58 isBase64 isBIC isBooleanString isBtcAddress ' +
    'isByteLength isCreditCard isCurrency isDataURI isDecimal isEAN isEthereumAddress isFqdn isFullWidth isHSL ' +
    'isHalfWidth isHash isHexColor isHexadecimal isIBAN isISBN isIsbn isISO31661Alpha2 isISO31661Alpha3 isISO4217CurrencyCode ' +
    'isISRC isISSN isIdentityCard IsFirebasePushId isIsin isJson isJwt isLatLong isLocale isLowercase isMacAddress ' +
    'isMagnetURI isMilitaryTime isMimeType isMobilePhone isMongoId isMultibyte isNumberString isOctal ' +
    'isPassportNumber isPhoneNumber isPort isPostalCode isRFC3339 isRgbColor isSemVer isStrongPassword ' +
    'isSurrogatePair isTaxId isTimeZone isUppercase isVariableWidth'
  ).split(' '),
);

/** A validator in JSON Schema; empty where it has no equivalent, as custom ones have none. */
export function validatorSchema(name: string | undefined, constraints: readonly unknown[]): JSONSchema7 {
  if (name === undefined) return {};
  return SCHEMAS[name]?.(constraints) ?? (OF_TEXT.has(name) ? { type: 'string' } : {});
}

function number(keywords: Readonly<Record<string, unknown>>): JSONSchema7 {
  return { type: 'number', ...numeric(keywords) };
}

function text(keywords: Readonly<Record<string, unknown>>): JSONSchema7 {
  return { type: 'string', ...numeric(keywords) };
}

function list(keywords: Readonly<Record<string, unknown>>): JSONSchema7 {
  return { type: 'array', ...numeric(keywords) };
}

function numeric(keywords: Readonly<Record<string, unknown>>): JSONSchema7 {
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => typeof value === 'number'));
}

/** Empty where the flags change the meaning, or where JSON Schema's dialect, which is Unicode's, reads it otherwise. */
function patternOf(pattern: unknown, modifiers: unknown): JSONSchema7 {
  const [source, flags] =
    pattern instanceof RegExp ? [pattern.source, pattern.flags] : [String(pattern), String(modifiers ?? '')];
  if (/[imsvy]/.test(flags)) return {};
  try {
    new RegExp(source, 'u');
    return { pattern: source };
  } catch {
    return {};
  }
}
