import { describe, expect, it } from '@jest/globals';
import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import * as v from 'class-validator';
import { inputSchemaOf } from '../../src/agent/tools/provider-tools/input-schema/input-schema.js';

enum Colour {
  Red = 'red',
  Blue = 'blue',
}

// Beside other consumers' tests, because the core itself does not know @nestjs/swagger.
describe("a tool's input documented with @nestjs/swagger", () => {
  it('has its descriptions, examples and limits, inherited ones included', () => {
    class Base {
      @ApiProperty({ description: 'As printed.', example: '1001', pattern: '^\\d+$' }) number!: string;
    }
    class Query extends Base {
      @ApiProperty({ enum: Colour, isArray: true }) colours!: Colour[];
      @ApiProperty({ type: [Base] }) others!: Base[];
      @ApiProperty({ type: 'integer', minimum: 1, nullable: true, description: 'Or all.' }) limit!:
        number | null;
    }
    const number = { type: 'string', description: 'As printed.', examples: ['1001'], pattern: '^\\d+$' };
    expect(inputSchemaOf(Query).properties).toEqual({
      number,
      colours: { type: 'array', items: { type: 'string', enum: ['red', 'blue'] } },
      others: {
        type: 'array',
        items: { type: 'object', properties: { number }, required: ['number'], additionalProperties: false },
      },
      limit: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], description: 'Or all.' },
    });
    expect(Object.keys(inputSchemaOf(PickType(Query, ['limit'])).properties ?? {})).toEqual(['limit']);
  });

  it('asks for what validation asks for, and only then for what is documented', () => {
    class Query {
      @v.IsOptional() @v.IsString() @ApiProperty({ required: true }) note?: string;
      @v.IsString() @ApiProperty({ required: false }) text!: string;
      @ApiProperty() documented!: string;
      @ApiPropertyOptional() left?: string;
    }
    expect(inputSchemaOf(Query).required?.toSorted()).toEqual(['documented', 'text']);
  });

  it('is described as an array where validators speak of its items', () => {
    class Query {
      @v.IsEnum(Colour, { each: true }) @ApiProperty({ description: 'All of them.' }) colours!: Colour[];
    }
    expect(inputSchemaOf(Query).properties).toEqual({
      colours: {
        type: 'array',
        description: 'All of them.',
        items: { type: 'string', enum: ['red', 'blue'] },
      },
    });
  });

  it('is described by decorators rather than by the compiler plugin', () => {
    class Query {
      @v.IsInt() @ApiProperty({ description: 'By the decorator.' }) days!: number;
      static _OPENAPI_METADATA_FACTORY(): object {
        return { days: { required: true, type: () => Number, description: 'By the plugin.' } };
      }
    }
    expect(inputSchemaOf(Query).properties).toEqual({
      days: { type: 'integer', description: 'By the decorator.' },
    });
  });

  it('is refused with a type that JSON Schema has not', () => {
    class Query {
      @ApiProperty({ type: 'file' }) upload!: unknown;
    }
    expect(() => inputSchemaOf(Query)).toThrow('Query.upload has the type "file"');
  });
});
