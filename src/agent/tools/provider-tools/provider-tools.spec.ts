import { describe, expect, it } from '@jest/globals';
import { Controller, Inject, Injectable, Module, Scope, type Type } from '@nestjs/common';
import { DiscoveryModule, REQUEST } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Type as Nested } from 'class-transformer';
import {
  IsInt,
  IsString,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import type { Tool, ToolContext, ToolResult } from '../tool.js';
import { AgentTool } from './agent-tool.decorator.js';
import { NoInput } from './no-input.js';
import type { ToolCallRequest } from './provider-instance.js';
import { ProviderTools } from './provider-tools.js';

class CityDto {
  @IsString() city!: string;
}

/** Starts an application with these parts, and hands out its tools. */
async function start(metadata: Parameters<typeof Module>[0]): Promise<ProviderTools> {
  @Module({ imports: [DiscoveryModule], providers: [ProviderTools], exports: [ProviderTools] })
  class ToolsModule {}

  const testing = await Test.createTestingModule({
    ...metadata,
    imports: [ToolsModule, ...(metadata.imports ?? [])],
  }).compile();
  await testing.init();
  return testing.get(ProviderTools, { strict: false });
}

function toolOf(tools: ProviderTools, name: string): Tool {
  const tool = tools.tools().find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(`There is no tool ${name}.`);
  return tool;
}

function namesOf(tools: ProviderTools): string[] {
  return tools.tools().map(({ name }) => name);
}

function contextOf(overrides: Partial<ToolContext> = {}): ToolContext {
  return {
    owner: 'blue',
    agentId: 'helper',
    runId: 'run-1',
    callId: 'call-1',
    signal: new AbortController().signal,
    report: () => undefined,
    ...overrides,
  };
}

function textOf({ content }: ToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : part.mediaType)).join('');
}

async function call(tools: ProviderTools, name: string, input = {}, context = contextOf()): Promise<string> {
  return textOf(await toolOf(tools, name).execute(input, context));
}

@Injectable()
class Weather {
  private readonly rainy = new Set(['Bergen']);

  @AgentTool({ description: 'The weather in a city.' })
  inCity({ city }: CityDto, { owner }: ToolContext): string {
    return `${owner}: ${city} has ${this.rainy.has(city) ? 'rain' : 'sun'}`;
  }
}

describe('ProviderTools', () => {
  it('finds the tools of providers, controllers, values and factories', async () => {
    class Plain {
      constructor(private readonly answer: string) {}
      @AgentTool({ description: 'Answers.' })
      ask(): string {
        return this.answer;
      }
    }
    class Other extends Plain {
      @AgentTool({ description: 'Answers otherwise.', name: 'ask_again' })
      override ask(): string {
        return `${super.ask()}!`;
      }
    }
    @Controller('weather')
    class WeatherController {
      @AgentTool({ description: 'All cities.' })
      cities(): string[] {
        return ['Bergen'];
      }
    }
    const tools = await start({
      providers: [
        Weather,
        { provide: 'value', useValue: new Plain('a value') },
        { provide: 'factory', useFactory: async () => Promise.resolve(new Other('a factory')) },
        { provide: 'alias', useExisting: Weather },
        { provide: 'text', useValue: 'no object' },
        { provide: 'bare', useValue: Object.create(null) as object },
      ],
      controllers: [WeatherController],
    });
    expect(tools.name).toBe('provider');
    expect(namesOf(tools).toSorted()).toEqual(['ask', 'ask_again', 'cities', 'in_city']);
    expect(toolOf(tools, 'in_city')).toMatchObject({
      description: 'The weather in a city.',
      inputSchema: { properties: { city: { type: 'string' } }, required: ['city'] },
    });
    expect(await call(tools, 'in_city', { city: 'Bergen' })).toBe('blue: Bergen has rain');
    expect(await call(tools, 'ask')).toBe('a value');
    expect(await call(tools, 'ask_again')).toBe('a factory!');
    expect(await call(tools, 'cities')).toBe('["Bergen"]');
  });

  it('has no tools where nothing is decorated, and fails before the start', async () => {
    expect((await start({ providers: [] })).tools()).toEqual([]);
    const unstarted = new ProviderTools({ getProviders: () => [], getControllers: () => [] } as never);
    expect(() => unstarted.tools()).toThrow('call app.init() first');
  });

  it('offers a provider of two modules once', async () => {
    @Module({ providers: [Weather] })
    class North {}
    @Module({ providers: [Weather] })
    class South {}
    expect(namesOf(await start({ imports: [North, South] }))).toEqual(['in_city']);
  });

  it('offers an inherited tool once, by the most derived provider', async () => {
    @Injectable()
    class Stormy extends Weather {
      override inCity({ city }: CityDto): string {
        return `storm in ${city}`;
      }
    }
    for (const providers of [[Weather, Stormy], [Stormy, Weather], [Stormy]]) {
      const tools = await start({ providers });
      expect(namesOf(tools)).toEqual(['in_city']);
      expect(await call(tools, 'in_city', { city: 'Oslo' })).toBe('storm in Oslo');
    }
  });

  describe('makes the provider of a call', () => {
    @Injectable({ scope: Scope.REQUEST })
    class Session {
      constructor(@Inject(REQUEST) readonly request: ToolCallRequest) {}
    }

    @Injectable()
    class Account {
      private calls = 0;

      constructor(@Inject(Session) private readonly session: Session) {}

      @AgentTool({ description: 'Whose account it is.' })
      whose(): string {
        this.calls++;
        return `${this.session.request.toolContext.owner}, call ${this.calls}`;
      }
    }

    it('with the context of the call as its request, where it is request-scoped', async () => {
      const tools = await start({ providers: [Session, Account] });
      expect(await call(tools, 'whose', {}, contextOf({ owner: 'blue' }))).toBe('blue, call 1');
      expect(await call(tools, 'whose', {}, contextOf({ owner: 'green' }))).toBe('green, call 1');
    });

    it('anew where it is transient', async () => {
      @Injectable({ scope: Scope.TRANSIENT })
      class Counter {
        private calls = 0;

        @AgentTool({ description: 'Counts.' })
        count(): string {
          return String(++this.calls);
        }
      }
      const tools = await start({ providers: [Counter] });
      expect([await call(tools, 'count'), await call(tools, 'count')]).toEqual(['1', '1']);
    });

    it("from its own module, where another module's has the same token", async () => {
      function moduleWith(useClass: Type<object>): Type<object> {
        @Module({ providers: [{ provide: 'account', useClass, scope: Scope.REQUEST }] })
        class AccountModule {}
        return AccountModule;
      }
      class First {
        @AgentTool({ description: 'First.' })
        first(): string {
          return 'first';
        }
      }
      class Second {
        @AgentTool({ description: 'Second.' })
        second(): string {
          return 'second';
        }
      }
      const tools = await start({ imports: [moduleWith(First), moduleWith(Second)] });
      expect([await call(tools, 'first'), await call(tools, 'second')]).toEqual(['first', 'second']);
    });
  });

  describe('hands over arguments', () => {
    class Stop {
      @IsString() city!: string;
      @IsInt() days = 1;
    }

    /** A rule that no JSON schema can say. */
    @ValidatorConstraint()
    class IsHome implements ValidatorConstraintInterface {
      validate(city: unknown): boolean {
        return city === 'Oslo';
      }
      defaultMessage(): string {
        return 'a trip starts at home, in Oslo';
      }
    }

    class TripDto {
      @ValidateNested({ each: true }) @Nested(() => Stop) stops!: Stop[];
      @Validate(IsHome) from!: string;
    }

    @Injectable()
    class Trips {
      @AgentTool({ description: 'Plans a trip.' })
      plan(trip: TripDto): string {
        const kinds = [trip instanceof TripDto, ...trip.stops.map((stop) => stop instanceof Stop)];
        return `${kinds.join()}: ${trip.stops.map(({ city, days }) => `${days} in ${city}`).join()}`;
      }

      @AgentTool({ description: 'Without arguments.' })
      nothing(input: NoInput, { callId }: ToolContext): string {
        return `${Object.keys(input).length} for ${callId}`;
      }
    }

    it('as instances of their classes, with their defaults', async () => {
      const tools = await start({ providers: [Trips] });
      const stops = [{ city: 'Rome', days: 2 }, { city: 'Pisa' }];
      expect(await call(tools, 'plan', { from: 'Oslo', stops })).toBe('true,true,true: 2 in Rome,1 in Pisa');
      expect(await call(tools, 'nothing')).toBe('0 for call-1');
    });

    it('only when every validator agrees; otherwise the model reads what is wrong, and where', async () => {
      const tools = await start({ providers: [Trips] });
      const result = await toolOf(tools, 'plan').execute(
        { from: 'Rome', stops: [{ city: 'Rome' }, { city: 1, days: 'two' }] },
        contextOf(),
      );
      expect(result.isError).toBe(true);
      expect(textOf(result).split('\n')).toEqual([
        'The arguments are not valid; mend them and call again:',
        '- stops[1].city: city must be a string',
        '- stops[1].days: days must be an integer number',
        '- from: a trip starts at home, in Oslo',
      ]);
    });
  });

  it('gives the method its context: who asks, the signal, and the means to report', async () => {
    const contexts: ToolContext[] = [];
    @Injectable()
    class Reports {
      @AgentTool({ description: 'Reports.' })
      async *report(_: NoInput, context: ToolContext): AsyncGenerator<string> {
        contexts.push(context);
        yield await Promise.resolve('half');
        yield 'whole';
      }
    }
    const reports: string[] = [];
    const context = contextOf({ report: (progress) => reports.push(progress) });
    const tools = await start({ providers: [Reports] });
    expect(await call(tools, 'report', {}, context)).toBe('whole');
    expect(contexts).toEqual([context]);
    expect(reports).toEqual(['half']);
  });

  it('calls nothing once the signal has aborted', async () => {
    let called = false;
    @Injectable()
    class Late {
      @AgentTool({ description: 'Runs.' })
      run(): void {
        called = true;
      }
    }
    const tools = await start({ providers: [Late] });
    const gone = new Error('The client has gone.');
    const context = contextOf({ signal: AbortSignal.abort(gone) });
    await expect(call(tools, 'run', {}, context)).rejects.toBe(gone);
    expect(called).toBe(false);
  });

  it('calls the method that other code calls, wrapped by whatever wraps it', async () => {
    function Loud(_: object, __: string, descriptor: TypedPropertyDescriptor<() => string>): void {
      const quiet = descriptor.value;
      descriptor.value = function (this: object) {
        return `${quiet?.call(this)}!`;
      };
    }
    @Injectable()
    class Voice {
      @Loud
      @AgentTool({ description: 'Speaks.' })
      speak(): string {
        return 'hello';
      }
    }
    expect(await call(await start({ providers: [Voice] }), 'speak')).toBe('hello!');
  });

  describe('fails the start', () => {
    it('when two tools have one name, naming both', async () => {
      @Injectable()
      class Forecast {
        @AgentTool({ name: 'in_city', description: 'Also the weather.' })
        ahead(): string {
          return 'sun';
        }
      }
      await expect(start({ providers: [Weather, Forecast] })).rejects.toThrow(
        "Weather.inCity and Forecast.ahead are both named 'in_city'",
      );
    });

    it('when siblings inherit one tool', async () => {
      @Injectable()
      class North extends Weather {}
      @Injectable()
      class South extends Weather {}
      await expect(start({ providers: [North, South] })).rejects.toThrow(
        "North.inCity and South.inCity are both named 'in_city'",
      );
    });

    it('with all problems at once: names, inputs and schemas', async () => {
      interface Shape {
        city: string;
      }
      class Undescribed {
        @IsString() city!: string;
        size = 1;
      }
      @Injectable()
      class Broken {
        @AgentTool({ name: 'what is it?', description: '' })
        badName(): string {
          return '';
        }
        @AgentTool({ description: '' })
        noClass(input: Shape): string {
          return input.city;
        }
        @AgentTool({ description: '' })
        badSchema(input: Undescribed): string {
          return input.city;
        }
      }
      await expect(start({ providers: [Broken] })).rejects.toThrow(
        [
          '@AgentTool cannot be used like this:',
          "Broken.badName: 'what is it?' is no name for a tool: use 1 to 64 letters, digits, _ and -.",
          'Broken.noClass: its first parameter is no DTO class at run time (it is seen as Object). Use a class, ' +
            'imported without `import type`, or name it: @AgentTool({ …, input: TheDto }). Without arguments, use NoInput.',
          'Broken.badSchema: nothing is known of Undescribed.size. Give it a validator (class-validator) or @ApiProperty().',
        ].join('\n- '),
      );
    });
  });
});
