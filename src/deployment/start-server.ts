import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../app.module.js';
import type { Configuration } from '../config/configuration.js';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment, shareEnvironment } from '../config/environment.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { AGENT_MODULE_OPTIONS } from '../agent/agent.module-definition.js';
import type { AgentModuleOptions } from '../agent/agent-module.options.js';
import { describeAgents } from './describe-agents.js';
import { prepareDataDirectory } from './data-directory.js';
import { greeting } from './greeting.js';
import { setUpHttp } from './http-setup.js';
import { ServerLogger } from './server.logger.js';
import { explainListenError, StartupError } from './startup-error.js';
import { SqlDatabase } from '../storage/sql-database.js';
import { StorageError } from '../storage/storage-error.js';
import { serveSwaggerUi } from './swagger-ui.js';

/** Starts the server on the environment's configuration, or says in a sentence why it cannot, and ends the process. */
export async function startServer(): Promise<void> {
  try {
    const environment = readEnvironment();
    const configuration = loadConfiguration(environment);
    if (usesProviderPackage(configuration)) shareEnvironment(environment);
    prepareDataDirectory(configuration.storage.dataDirectory);
    const app = await listen(configuration);
    const { port } = app.getHttpServer().address() as AddressInfo;
    if (configuration.server.logLevel === 'error') return;
    const options = app.get<AgentModuleOptions>(AGENT_MODULE_OPTIONS, { strict: false });
    process.stdout.write(greeting(configuration, port, await describeAgents(options, configuration)));
  } catch (error) {
    const foreseen =
      error instanceof ConfigurationError || error instanceof StartupError || StorageError.isInstance(error);
    process.stderr.write(
      foreseen ? `${error.message}\n` : `The server could not start.\n${stackOf(error)}\n`,
    );
    process.exit(1);
  }
}

/** Provider packages read their keys from the process's environment, which does not hold what is in `.env`. */
function usesProviderPackage({ agents }: Configuration): boolean {
  return agents.some(({ model, fallbackModels }) =>
    [model, ...fallbackModels].some(({ kind }) => kind === 'provider'),
  );
}

async function listen(configuration: Configuration): Promise<NestExpressApplication> {
  const { host, port, logLevel } = configuration.server;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forConfiguration(configuration), {
    bodyParser: false,
    abortOnError: false,
    // Once the server has stopped listening, Node puts no limit on requests that are still coming in.
    forceCloseConnections: true,
    logger: new ServerLogger(logLevel),
  });
  for (const warning of configuration.warnings) new Logger('Configuration').warn(warning);
  setUpHttp(app, configuration);
  serveSwaggerUi(app);
  app.enableShutdownHooks();
  await app.get(SqlDatabase, { strict: false }).claim();
  try {
    await app.listen(port, host);
  } catch (error) {
    throw explainListenError(error, configuration.server);
  }
  return app;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
