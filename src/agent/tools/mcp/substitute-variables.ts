/** The variables to put in, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([^}]*)\}/g;
const VARIABLE = /^(?:env:)?([A-Za-z_]\w*)(?::-(.*))?$/s;

/**
 * The text with `${VAR}`, `${env:VAR}` and `${VAR:-default}` replaced; the default stands in for a variable that is
 * unset or empty. What cannot be replaced goes to `onProblem`, as the rest of a sentence about the text, and is left out.
 */
export function substituteVariables(
  text: string,
  environment: Environment,
  onProblem: (problem: string) => void,
): string {
  return text.replace(REFERENCE, (reference, inner: string) => {
    const [, name, fallback] = VARIABLE.exec(inner) ?? [];
    if (name === undefined) {
      onProblem(
        inner.startsWith('input:')
          ? `asks somebody at a keyboard for ${reference}; name an environment variable instead, as \${NAME}`
          : `has ${reference}, which is not an environment variable; write \${NAME} or \${NAME:-default}`,
      );
      return '';
    }
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
    if (value === undefined) onProblem(`needs the environment variable ${name}, which is not set`);
    return value ?? '';
  });
}
