import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import * as addFormats from 'ajv-formats';
import { Expose, Type } from 'class-transformer';
import * as v from 'class-validator';
import { NoInput } from '../no-input.js';
import { inputSchemaOf } from './input-schema.js';

enum Colour {
  Red = 'red',
  Blue = 'blue',
}

enum Level {
  Low,
  High,
}

function propertyOf(type: new () => object, name: string): unknown {
  return inputSchemaOf(type).properties?.[name];
}

describe('inputSchemaOf', () => {
  it('says what the validators say', () => {
    class Search {
      @v.IsString() @v.Length(2, 40) text!: string;
      @v.IsInt() @v.Min(1) @v.Max(100) limit!: number;
      @v.IsNumber() @v.IsPositive() price!: number;
      @v.IsBoolean() exact!: boolean;
      @v.IsIn(['up', 'down']) direction!: string;
      @v.IsEnum(Colour) colour!: Colour;
      @v.IsEnum(Level) level!: Level;
      @v.Matches(/^[A-Z]{2}\d+$/) code!: string;
      @v.IsEmail() email!: string;
      @v.IsUrl() page!: string;
      @v.IsUUID() id!: string;
      @v.IsDateString() day!: string;
      @v.IsDate() @Type(() => Date) since!: Date;
      @v.IsObject() filter!: object;
      @v.IsHexColor() shade!: string;
    }
    const schema = inputSchemaOf(Search);
    expect(schema).toEqual({
      type: 'object',
      properties: {
        text: { type: 'string', minLength: 2, maxLength: 40 },
        limit: { type: 'integer', minimum: 1, maximum: 100 },
        price: { type: 'number', exclusiveMinimum: 0 },
        exact: { type: 'boolean' },
        direction: { type: 'string', enum: ['up', 'down'] },
        colour: { type: 'string', enum: ['red', 'blue'] },
        level: { type: 'number', enum: [0, 1] },
        code: { type: 'string', pattern: '^[A-Z]{2}\\d+$' },
        email: { type: 'string', format: 'email' },
        page: { type: 'string' },
        id: { type: 'string', format: 'uuid' },
        day: { type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] },
        since: { type: 'string', format: 'date-time' },
        filter: { type: 'object' },
        shade: { type: 'string' },
      },
      required: [
        ...['text', 'limit', 'price', 'exact', 'direction', 'colour', 'level', 'code', 'email', 'page', 'id'],
        ...['day', 'since', 'filter', 'shade'],
      ],
      additionalProperties: false,
    });
    const ajv = new Ajv();
    addFormats.default.default(ajv);
    expect(ajv.compile({ ...schema, required: ['day'] } as object)({ day: '2026-01-31' })).toBe(true);
  });

  it('describes arrays by what is in them', () => {
    class Line {
      @v.IsString() article!: string;
    }
    class Order {
      @v.IsArray()
      @v.ArrayMinSize(1)
      @v.ArrayUnique()
      @v.IsInt({ each: true })
      @v.Min(1, { each: true })
      counts!: number[];
      @v.ValidateNested({ each: true }) @Type(() => Line) lines!: Line[];
      @v.IsEnum(Colour, { each: true }) colours!: Colour[];
    }
    expect(inputSchemaOf(Order).properties).toEqual({
      counts: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer', minimum: 1 } },
      lines: {
        type: 'array',
        items: {
          type: 'object',
          properties: { article: { type: 'string' } },
          required: ['article'],
          additionalProperties: false,
        },
      },
      colours: {
        type: 'array',
        items: { type: 'string', enum: ['red', 'blue'] },
      },
    });
  });

  it('asks for what validation asks for', () => {
    class Query {
      @v.IsString() text!: string;
      @v.IsOptional() @v.IsString() note?: string;
      @v.IsInt() limit = 10;
      @v.ValidateIf(() => false) @v.IsString() rest!: string;
    }
    expect(inputSchemaOf(Query).required).toEqual(['text']);
    expect(propertyOf(Query, 'limit')).toEqual({ type: 'integer', default: 10 });
  });

  it("takes what @nestjs/swagger's compiler plugin has written into the class", () => {
    class Place {
      @v.IsString() city!: string;
      static _OPENAPI_METADATA_FACTORY(): object {
        return { city: { required: true, type: () => String, description: 'Where to.' } };
      }
    }
    class Trip {
      @v.IsInt() days!: number;
      static _OPENAPI_METADATA_FACTORY(): object {
        return {
          days: { required: true, type: () => Number, description: 'By the plugin.' },
          places: { required: true, type: () => [Place], description: 'In order.' },
          note: { required: false, type: () => String },
        };
      }
    }
    expect(inputSchemaOf(Trip)).toMatchObject({
      properties: {
        days: { type: 'integer', description: 'By the plugin.' },
        places: {
          type: 'array',
          description: 'In order.',
          items: { properties: { city: { type: 'string', description: 'Where to.' } } },
        },
        note: { type: 'string' },
      },
      required: ['days', 'places'],
    });
  });

  it('refers to a class that contains itself', () => {
    class Node {
      @v.IsString() name!: string;
      @v.ValidateNested({ each: true }) @Type(() => Node) children!: Node[];
    }
    class Tree {
      @v.ValidateNested() @Type(() => Node) root!: Node;
    }
    const validate = new Ajv().compile(inputSchemaOf(Tree) as object);
    expect(validate({ root: { name: 'a', children: [{ name: 'b', children: [] }] } })).toBe(true);
    expect(validate({ root: { name: 'a', children: [{ name: 'b', children: [{}] }] } })).toBe(false);
    expect(
      new Ajv().compile(inputSchemaOf(Node) as object)({ name: 'a', children: [{ name: 1, children: [] }] }),
    ).toBe(false);
  });

  it('uses the name that class-transformer reads a property from', () => {
    class Query {
      @Expose({ name: 'order_id' }) @v.IsString() orderId!: string;
    }
    expect(Object.keys(inputSchemaOf(Query).properties ?? {})).toEqual(['order_id']);
  });

  it('leaves out a pattern whose flags JSON Schema has not', () => {
    class Query {
      @v.Matches(/^a-z$/i) code!: string;
    }
    expect(propertyOf(Query, 'code')).toEqual({ type: 'string' });
  });

  it('is empty for no arguments', () => {
    const nothing = { type: 'object', properties: {}, additionalProperties: false };
    expect(inputSchemaOf(undefined)).toEqual(nothing);
    expect(inputSchemaOf(NoInput)).toEqual(nothing);
  });

  describe('fails, naming class and property,', () => {
    it('when nothing is known of a property but its default', () => {
      class Query {
        @v.IsString() text!: string;
        limit = 10;
      }
      expect(() => inputSchemaOf(Query)).toThrow('nothing is known of Query.limit.');
    });

    it('when nothing is known of any property', () => {
      class Query {
        text!: string;
      }
      expect(() => inputSchemaOf(Query)).toThrow('Query describes no property.');
    });

    it('when a property may be of any type', () => {
      class Query {
        @v.IsDefined() text!: unknown;
      }
      expect(() => inputSchemaOf(Query)).toThrow('the type of Query.text is not known.');
    });

    it('when the items of an array may be of any type', () => {
      class Query {
        @v.IsArray() texts!: string[];
      }
      expect(() => inputSchemaOf(Query)).toThrow('Query.texts is an array of unknown items.');
    });

    it('when a nested class is not known', () => {
      class Nested {
        text!: string;
      }
      class Query {
        @v.ValidateNested() nested!: Nested;
      }
      expect(() => inputSchemaOf(Query)).toThrow('Nested describes no property.');
    });

    it('when a Date would stay a text', () => {
      class Query {
        @v.IsDate() since!: Date;
      }
      expect(() => inputSchemaOf(Query)).toThrow(
        'Query.since is a Date, which JSON has not: add @Type(() => Date).',
      );
    });
  });
});
