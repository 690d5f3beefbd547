/** What a command may know of the server's environment: how to find programs, and how people here write. */
const ALLOWED = new Set(['PATH', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'USER', 'LOGNAME', 'SHELL']);

/** Programs that think nobody watches print plainly and ask nothing. */
const FIXED: Readonly<Record<string, string>> = {
  TERM: 'dumb',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
  DEBIAN_FRONTEND: 'noninteractive',
};

/**
 * The environment for commands: `PATH`, the language, the time zone and little more of `processEnvironment`. It is a
 * list of what is allowed, so that no key, token or address of a database is in it, whatever it is called.
 *
 * @publicApi
 */
export function terminalEnvironment(
  processEnvironment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(processEnvironment)) {
    if (value !== undefined && (ALLOWED.has(name) || name.startsWith('LC_'))) environment[name] = value;
  }
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', ...environment, ...FIXED };
}
