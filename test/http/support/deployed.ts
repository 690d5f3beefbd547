import type { AgentService } from '../../../src/index.js';
import { loadConfiguration } from '../../../src/config/load-configuration.js';
import { setUpHttp } from '../../../src/deployment/http-setup.js';
import { type HostApp, type HostOptions, startHost } from './host-app.js';

/** The key of a deployed server. */
export const KEY = '3f1c9a0be27d4458';

/** Starts a host on `agent` that is set up as the deployable sets itself up for this environment. */
export async function startDeployed(
  agent: AgentService,
  environment: Record<string, string> = {},
  options: HostOptions = {},
): Promise<HostApp> {
  const configuration = loadConfiguration(
    { API_SERVER_KEY: KEY, ...environment },
    { directory: '/srv/agent', checkFile: () => undefined },
  );
  return startHost(agent, {
    keys: [{ key: KEY }],
    readsBodies: true,
    setUp: (app) => {
      setUpHttp(app, configuration);
    },
    ...options,
  });
}
