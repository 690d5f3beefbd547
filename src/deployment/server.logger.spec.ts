import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LogLevel } from '../config/configuration.js';
import { ServerLogger } from './server.logger.js';

describe('ServerLogger', () => {
  let written: string;

  beforeEach(() => {
    written = '';
    const write = (text: string | Uint8Array): boolean => {
      written += String(text);
      return true;
    };
    jest.spyOn(process.stdout, 'write').mockImplementation(write);
    jest.spyOn(process.stderr, 'write').mockImplementation(write);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** What a logger of this level writes of one message on each level. */
  function levelsOf(level: LogLevel): string[] {
    const logger = new ServerLogger(level);
    logger.debug('a debug message', 'Test');
    logger.log('an info message', 'Test');
    logger.warn('a warn message', 'Test');
    logger.error('an error message', undefined, 'Test');
    logger.fatal('a fatal message', 'Test');
    return ['debug', 'info', 'warn', 'error', 'fatal'].filter((name) => written.includes(`${name} message`));
  }

  it.each<[LogLevel, string[]]>([
    ['error', ['error', 'fatal']],
    ['warn', ['warn', 'error', 'fatal']],
    ['info', ['info', 'warn', 'error', 'fatal']],
    ['debug', ['debug', 'info', 'warn', 'error', 'fatal']],
  ])('on the level %s writes %j', (level, expected) => {
    expect(levelsOf(level)).toEqual(expected);
  });

  it.each(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication'])(
    'keeps what %s tells of the start for those who debug it',
    (context) => {
      new ServerLogger('info').log('Mapped {/v1/models, GET} route', context);
      expect(written).toBe('');
      new ServerLogger('debug').log('Mapped {/v1/models, GET} route', context);
      expect(written).toContain('Mapped {/v1/models, GET} route');
      expect(written).toContain(context);
    },
  );

  it('writes a message without a context', () => {
    new ServerLogger('info').log('Listening');
    expect(written).toContain('Listening');
  });
});
