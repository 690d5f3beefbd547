import { dirname } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import { ConfigurationError } from '../config/configuration-error.js';
import { parseEnvironmentFile } from '../config/environment.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { SetupProblem } from './setup-problem.js';

/** The variables that the questions are about. */
const ASKED =
  /^(?:API_SERVER_(?:HOST|PORT|KEY|ALLOW_NO_KEY|CORS_ORIGINS)|AGENT_(?:MODEL|TOOLSETS)|OPENAI_(?:BASE_URL|API_KEY))\b/;

/** Reads the text of a `.env` file as the server will. Throws a `SetupProblem` that lists what the server would refuse. */
export function checkResult(text: string, path: string): Configuration {
  try {
    return loadConfiguration(parseEnvironmentFile(text), { directory: dirname(path) });
  } catch (error) {
    if (error instanceof ConfigurationError) {
      throw new SetupProblem(
        ['Nothing was written, because the server would not start:', ...list(error.problems)].join('\n'),
      );
    }
    throw error;
  }
}

/** Throws a `SetupProblem` when a file holds what the server refuses, and no question is going to correct it. */
export function checkBefore(text: string, path: string): void {
  try {
    loadConfiguration(parseEnvironmentFile(text), { directory: dirname(path) });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const beyondUs = error.problems.filter((problem) => !ASKED.test(problem));
    if (beyondUs.length === 0) return;
    throw new SetupProblem(
      [`The server would not start with ${path} as it is. Correct this first:`, ...list(beyondUs)].join('\n'),
    );
  }
}

function list(problems: readonly string[]): string[] {
  return problems.map((problem) => `  - ${problem}`);
}
