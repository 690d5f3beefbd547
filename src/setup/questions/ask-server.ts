import { findRejection } from '../../config/find-rejection.js';
import { isLoopbackHost } from '../../config/network-exposure.js';
import { variables } from '../../config/variables.js';
import type { ServerAnswer } from '../answers.js';
import { findPortObstacle } from '../find-port-obstacle.js';
import type { Choice } from '../prompter/prompter.js';
import type { SetupContext } from '../setup-context.js';
import { askServerKey } from './ask-server-key.js';

const { host: hostVariable, port: portVariable, corsOrigins: corsVariable } = variables.server;

const EXPOSED =
  'Every machine that can reach this one can then send requests, and needs the key to do so. ' +
  'They travel unencrypted: for anything but your own network, put a proxy with TLS in front.';

const CORS =
  'A front end that runs in the browser alone, such as NextChat, calls from its own page. ' +
  'Open WebUI and LibreChat have a server that calls, and need none of this; nor do SDKs.';

/** Asks who may call the server, and from where. */
export async function askServer(context: SetupContext): Promise<ServerAnswer> {
  const host = await askHost(context);
  if (!isLoopbackHost(host)) context.prompter.say(EXPOSED);
  const key = await askServerKey(context, host);
  const port = await askPort(context, host);
  const corsOrigins = await askCorsOrigins(context);
  if (corsOrigins === '*' && key.key === undefined) {
    context.prompter.warn(
      'With * and without a key, every web page that is open in a browser here can use the agent.',
    );
  }
  return { host, port, corsOrigins, ...key };
}

async function askHost({ flags, existing, prompter }: SetupContext): Promise<string> {
  if (flags.host !== undefined) return flags.host;
  const usual: Choice<string>[] = [
    { value: hostVariable.default, label: 'This machine alone', hint: hostVariable.default },
    {
      value: '0.0.0.0',
      label: 'Every machine that can reach this one',
      hint: '0.0.0.0; for containers, too',
    },
  ];
  const initial = existing[hostVariable.name] ?? hostVariable.default;
  const isUnusual = usual.every(({ value }) => value !== initial);
  const choices = isUnusual ? [{ value: initial, label: initial, hint: 'as it is now' }, ...usual] : usual;
  const host = await prompter.choose({
    message: 'Who can reach the server?',
    choices: [...choices, { value: 'other', label: 'Another address of this machine' }],
    initial,
  });
  if (host !== 'other') return host;
  return prompter.write({
    message: 'On which address?',
    check: (text) => ruleOf(hostVariable.name, text),
  });
}

async function askPort({ flags, existing, prompter }: SetupContext, host: string): Promise<string> {
  const current = existing[portVariable.name] ?? portVariable.default;
  for (let initial = flags.port ?? current; ;) {
    const port =
      flags.port ??
      (await prompter.write({
        message: 'On which port?',
        initial,
        check: (text) => ruleOf(portVariable.name, text),
      }));
    // What is no port is told of with everything else that the server would refuse.
    if (ruleOf(portVariable.name, port) !== undefined || ruleOf(hostVariable.name, host) !== undefined)
      return port;
    const obstacle = await findPortObstacle(host, Number(port));
    if (obstacle === undefined) return port;
    prompter.warn(obstacle);
    if (!prompter.isAttended || flags.port !== undefined) return port;
    if (await prompter.confirm(`Use port ${port} all the same?`, port === current)) return port;
    initial = port;
  }
}

async function askCorsOrigins({ flags, existing, prompter }: SetupContext): Promise<string> {
  if (flags.corsOrigins !== undefined) return flags.corsOrigins;
  prompter.say(CORS);
  return prompter.write({
    message: 'Which web pages may call it from a browser? (empty for none, * for all)',
    placeholder: 'https://chat.example.com,tauri://localhost',
    initial: existing[corsVariable.name] ?? '',
    check: (text) => (text === '' ? undefined : ruleOf(corsVariable.name, text)),
  });
}

function ruleOf(name: string, text: string): string | undefined {
  const rule = text === '' ? 'must not be empty' : findRejection(name, text);
  return rule === undefined ? undefined : `The answer ${rule}.`;
}
