const BY_TOOL = /** @type {const} */ ([
  [/time|clock/, 'What time is it in Tokyo?'],
  [/remember|memory|note/, 'Remember that I like short answers.'],
  [/list_files|directory/, 'Which files are in your folder?'],
  [/web|fetch|page/, 'Read https://example.com and tell me what it says.'],
]);
const MOST = 4;

/** Questions that show what an agent can do. @param {{ name: string }[]} tools */
export function questionsFor(tools) {
  const fitting = BY_TOOL.filter(([pattern]) => tools.some(({ name }) => pattern.test(name)));
  return ['Hello! Who are you?', ...fitting.map(([, question]) => question), 'Count to 20.'].slice(0, MOST);
}
