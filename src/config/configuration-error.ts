/** The environment is unusable; `problems` holds one sentence for each thing to correct, and no secret. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(toMessage(problems));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

function toMessage(problems: readonly string[]): string {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  return `The configuration has ${count}:\n${list}\nEvery variable is explained in .env.example.`;
}
