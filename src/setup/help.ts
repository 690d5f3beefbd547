import { PROVIDERS } from './provider/providers.js';

/** What `setup --help` prints. */
export const SETUP_HELP = `Usage: hermes-agent-server setup [flags]      in a clone: npm run setup -- [flags]

Asks for what matters and writes it into .env. What a flag says is not asked.

  --provider NAME       ${PROVIDERS.map(({ id }) => id).join(', ')}
  --base-url URL        where the provider's API is, with its version: http://localhost:11434/v1
  --api-key-stdin       reads the provider's key from the standard input
  --api-key KEY         the provider's key; other users of the machine can see it while the set-up runs.
                        Without either: OPENAI_API_KEY, OPENROUTER_API_KEY, ANTHROPIC_API_KEY or
                        GOOGLE_GENERATIVE_AI_API_KEY of the environment, whichever is the provider's
  --model ID            the provider's id for the model
  --no-check            does not ask the provider whether address and key are right

  --host ADDRESS        127.0.0.1 for this machine alone, 0.0.0.0 for all that can reach it
  --port NUMBER
  --server-key WHAT     the key that callers send: generate, none, or the key itself
  --allow-no-key        permits --server-key none although others can reach the server
  --cors ORIGINS        web pages that may call from a browser, comma separated, * for all, or none
  --toolsets NAMES      time,web,memory,files,terminal, or none

  --env-file PATH       default: .env in this folder
  --dry-run             shows what would be written, and writes nothing
  -y, --yes             asks nothing and writes
  -h, --help

Exit codes: 0 done, 1 failed, 2 wrong or missing flags, 130 cancelled. Only with 0 has anything been written.
`;
