import { IsInt, IsOptional, IsString, Max } from 'class-validator';
import { describe, expect, it } from '@jest/globals';
import { ApiError } from './api-error.js';
import { CheckedBy, type FieldCheck } from './checked-by.decorator.js';
import { validateBody } from './wire-body.decorator.js';

const checkLines: FieldCheck = (value, path) => {
  if (!Array.isArray(value)) return { param: path, message: `'${path}' must be an array.`, code: 'no_lines' };
  const index = value.findIndex((line) => typeof line !== 'string');
  return index < 0
    ? undefined
    : { param: `${path}[${index}]`, message: `'${path}[${index}]' must be a string.` };
};

const checkAuthor: FieldCheck = (value, path, { title }) =>
  value === title ? { param: path, message: `'${path}' must not be the title.` } : undefined;

class PoemDto {
  @IsString()
  title!: string;
  @IsOptional()
  @IsInt()
  @Max(3)
  stars?: number | null;
  @CheckedBy(checkLines)
  lines!: string[];
  @CheckedBy(checkAuthor)
  author?: string;
}

function bodyOf(overrides: object = {}): object {
  return { title: 'Ode', lines: ['O'], ...overrides };
}

function rejection(body: unknown): ApiError {
  try {
    validateBody(PoemDto, body);
  } catch (error) {
    if (ApiError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('The body was accepted.');
}

describe('validateBody', () => {
  it('gives an instance of the DTO with the fields as they are', () => {
    const body = { title: 'Ode', stars: null, lines: ['O', 'A'] };
    const poem = validateBody(PoemDto, body);
    expect(poem).toBeInstanceOf(PoemDto);
    expect({ ...poem }).toEqual(body);
    expect(poem.lines).toBe(body.lines);
  });

  it('keeps fields that the DTO does not know', () => {
    expect(validateBody(PoemDto, bodyOf({ top_k: 5, extra: { deep: [1] } }))).toMatchObject({
      top_k: 5,
      extra: { deep: [1] },
    });
  });

  it.each([[undefined], [null], ['{}'], [1], [[]], [[bodyOf()]]])(
    'refuses a body that is no object: %p',
    (body) => {
      const error = rejection(body);
      expect(error).toMatchObject({ status: 400, code: 'invalid_json', param: null });
      expect(error.message).toContain('Content-Type: application/json');
    },
  );

  it('names the field of a wrong type', () => {
    expect(rejection(bodyOf({ title: 7 }))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      code: 'invalid_value',
      param: 'title',
      message: 'title must be a string.',
    });
  });

  it('names the field that is out of range', () => {
    expect(rejection(bodyOf({ stars: 4 }))).toMatchObject({
      param: 'stars',
      message: 'stars must not be greater than 3.',
    });
  });

  it('names the path that a hand-written check finds, with its code where it has one', () => {
    expect(rejection(bodyOf({ lines: ['O', 1] }))).toMatchObject({
      code: 'invalid_value',
      param: 'lines[1]',
      message: "'lines[1]' must be a string.",
    });
    expect(rejection(bodyOf({ lines: 'O' }))).toMatchObject({ code: 'no_lines', param: 'lines' });
  });

  it('lets a check look at the rest of the body', () => {
    expect(rejection(bodyOf({ author: 'Ode' })).param).toBe('author');
    expect(validateBody(PoemDto, bodyOf({ author: 'Keats' })).author).toBe('Keats');
  });

  it('names a missing field', () => {
    expect(rejection({ lines: [] }).param).toBe('title');
    expect(rejection({ title: 'Ode' }).param).toBe('lines');
  });

  it('cannot be given another prototype', () => {
    const poem = validateBody(
      PoemDto,
      JSON.parse('{"title":"Ode","lines":[],"__proto__":{"stars":2,"polluted":true}}'),
    );
    expect(Object.getPrototypeOf(poem)).toBe(PoemDto.prototype);
    expect(poem.stars).toBeUndefined();
    expect('polluted' in {}).toBe(false);
  });

  it.each(['constructor', 'hasOwnProperty', 'toString', 'valueOf', 'prototype'])(
    'is checked all the same when the body has a field named %s',
    (name) => {
      expect(rejection(bodyOf({ [name]: 1, stars: 4 })).param).toBe('stars');
      expect(rejection(bodyOf({ [name]: {}, stars: 4 })).param).toBe('stars');
      expect(rejection(bodyOf({ [name]: null, stars: 4 })).param).toBe('stars');
      expect(validateBody(PoemDto, bodyOf({ [name]: 1 })).title).toBe('Ode');
    },
  );
});
