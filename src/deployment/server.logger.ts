import { ConsoleLogger, type LogLevel as NestLogLevel } from '@nestjs/common';
import type { LogLevel } from '../config/configuration.js';

const LEVELS: Readonly<Record<LogLevel, NestLogLevel[]>> = {
  error: ['error', 'fatal'],
  warn: ['error', 'fatal', 'warn'],
  info: ['error', 'fatal', 'warn', 'log'],
  debug: ['error', 'fatal', 'warn', 'log', 'debug'],
};

/** Nest's own accounts of how it starts. */
const FRAMEWORK = new Set([
  'ExceptionHandler',
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** The console, without what only somebody who debugs the start wants to read. */
export class ServerLogger extends ConsoleLogger {
  constructor(level: LogLevel) {
    super({ logLevels: LEVELS[level], prefix: 'hermes' });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && FRAMEWORK.has(context)) super.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  /** What Nest says of a start that failed is said again, in a sentence, where the start is made. */
  override error(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && FRAMEWORK.has(context)) super.debug(message, ...rest);
    else super.error(message, ...rest);
  }
}
