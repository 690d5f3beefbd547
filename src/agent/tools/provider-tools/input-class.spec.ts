import { describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { AgentTool, ownDeclarations } from './agent-tool.decorator.js';
import { inputClassOf } from './input-class.js';

class CityDto {
  @IsString() city!: string;
}

function inputOf(type: new () => object, method: string): unknown {
  const declaration = ownDeclarations(type.prototype as object).find((each) => each.method === method);
  if (declaration === undefined) throw new Error(`${type.name} has no tool ${method}.`);
  return inputClassOf(type.prototype as object, declaration);
}

describe('inputClassOf', () => {
  it('reads the class that the compiler has recorded', () => {
    class Weather {
      @AgentTool({ description: '' })
      inCity({ city }: CityDto): string {
        return city;
      }
      @AgentTool({ description: '' })
      now(): string {
        return 'rain';
      }
    }
    expect(inputOf(Weather, 'inCity')).toBe(CityDto);
    expect(inputOf(Weather, 'now')).toBeUndefined();
  });

  it('needs `input` for an interface', () => {
    interface City {
      city: string;
    }
    class Weather {
      @AgentTool({ description: '' })
      inCity({ city }: City): string {
        return city;
      }
      @AgentTool({ description: '', input: CityDto })
      inNamedCity({ city }: City): string {
        return city;
      }
    }
    expect(() => inputOf(Weather, 'inCity')).toThrow('(it is seen as Object)');
    expect(inputOf(Weather, 'inNamedCity')).toBe(CityDto);
  });

  it('needs `input` where the build records no types, except for methods without parameters', () => {
    class Weather {
      inCity({ city }: CityDto): string {
        return city;
      }
      inNamedCity({ city }: CityDto): string {
        return city;
      }
      now(): string {
        return 'rain';
      }
    }
    // Decorated as builds without emitDecoratorMetadata do it.
    const { prototype } = Weather;
    const city: TypedPropertyDescriptor<Weather['inCity']> = {};
    const now: TypedPropertyDescriptor<Weather['now']> = {};
    AgentTool({ description: '' })(prototype, 'inCity', city);
    AgentTool({ description: '', input: CityDto })(prototype, 'inNamedCity', city);
    AgentTool({ description: '' })(prototype, 'now', now);
    expect(() => inputOf(Weather, 'inCity')).toThrow(
      'the class of its first parameter is not recorded by this build (no emitDecoratorMetadata); ' +
        'name it: @AgentTool({ …, input: TheDto }).',
    );
    expect(inputOf(Weather, 'inNamedCity')).toBe(CityDto);
    expect(inputOf(Weather, 'now')).toBeUndefined();
  });
});
