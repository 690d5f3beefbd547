import { describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { of, type Observable } from 'rxjs';
import type { ToolContext } from '../tool.js';
import { AgentTool, ownDeclarations } from './agent-tool.decorator.js';
import { NoInput } from './no-input.js';

class CityDto {
  @IsString() city!: string;
}

class CountryDto {
  @IsString() country!: string;
}

class Weather {
  @AgentTool({ description: 'Takes nothing.' })
  now(): string {
    return 'rain';
  }

  @AgentTool({ description: 'Takes its context only.' })
  here(_: NoInput, context: ToolContext): Promise<string> {
    return Promise.resolve(context.owner);
  }

  @AgentTool({ description: 'Takes arguments.' })
  inCity({ city }: CityDto): Observable<string> {
    return of(city);
  }

  @AgentTool({ name: 'forecast', description: 'Takes both, and names its class.', input: CityDto })
  async *ofNextWeek({ city }: CityDto, { signal }: ToolContext): AsyncGenerator<string> {
    yield `${city}: ${signal.aborted ? 'nothing' : 'sun'}`;
  }

  @AgentTool({ description: 'Takes what it needs of the context.' })
  getHTTPStatus(_: CityDto, { owner }: Pick<ToolContext, 'owner'>): string {
    return owner;
  }
}

/** Checked by the compiler: each line below would be an unused expectation if it compiled. */
export class Misused {
  // @ts-expect-error -- a text is no DTO
  @AgentTool({ description: '' })
  text(city: string): string {
    return city;
  }

  // @ts-expect-error -- a list is no DTO
  @AgentTool({ description: '' })
  list(cities: CityDto[]): number {
    return cities.length;
  }

  // @ts-expect-error -- anything is no DTO
  @AgentTool({ description: '' })
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  anything(city: any): unknown {
    return city;
  }

  // @ts-expect-error -- a record is no DTO
  @AgentTool({ description: '' })
  record(city: Record<string, string>): unknown {
    return city;
  }

  // @ts-expect-error -- arguments are always there
  @AgentTool({ description: '' })
  optional(city?: CityDto): unknown {
    return city;
  }

  // @ts-expect-error -- the context comes second
  @AgentTool({ description: '' })
  contextFirst(context: ToolContext): string {
    return context.owner;
  }

  // @ts-expect-error -- the second parameter is the context
  @AgentTool({ description: '' })
  noContext(_: CityDto, owner: string): string {
    return owner;
  }

  // @ts-expect-error -- there is no third parameter
  @AgentTool({ description: '' })
  third(_: CityDto, __: ToolContext, more: string): string {
    return more;
  }

  // @ts-expect-error -- another class than the parameter's
  @AgentTool({ description: '', input: CountryDto })
  otherInput({ city }: CityDto): string {
    return city;
  }

  // @ts-expect-error -- the model needs a description
  @AgentTool({})
  undescribed(): string {
    return '';
  }
}

describe('@AgentTool', () => {
  it('names a tool after its method, in snake_case, unless it is given a name', () => {
    const names = ownDeclarations(Weather.prototype).map(({ name }) => name);
    expect(names).toEqual(['now', 'here', 'in_city', 'forecast', 'get_http_status']);
  });

  it('leaves the method as it is', () => {
    const descriptor = Object.getOwnPropertyDescriptor(Weather.prototype, 'now');
    expect(descriptor).toMatchObject({ writable: true, configurable: true, enumerable: false });
    expect(String(descriptor?.value)).toMatch(/^now\(\) \{\s*return 'rain';\s*\}$/);
    expect(new Weather().now()).toBe('rain');
  });

  it('refuses a static method', () => {
    expect(() => {
      class Statics {
        @AgentTool({ description: '' })
        static now(): string {
          return 'rain';
        }
      }
      return Statics;
    }).toThrow('@AgentTool: Statics.now is static');
  });
});
