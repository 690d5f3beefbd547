import type { EnvChanges } from './env-file/edit-env-file.js';
import { maskSecret } from './mask-secret.js';

/** A line for each change, with secrets masked. */
export function describeChanges(changes: EnvChanges, existing: NodeJS.Dict<string>): string[] {
  return [...changes].map(([name, value]) => {
    const before = existing[name];
    const old = before === undefined ? '' : maskSecret(name, before);
    if (value === undefined) return `- ${name}=${old}   (commented out)`;
    const now = maskSecret(name, value);
    return before === undefined ? `+ ${name}=${now}` : `~ ${name}=${now}   (was ${old || 'empty'})`;
  });
}

/** Sentences about variables of the process, which win over what the file is going to say. */
export function describeShadows(values: NodeJS.Dict<string>, environment: NodeJS.ProcessEnv): string[] {
  return Object.entries(values)
    .filter(([name, value]) => environment[name] !== undefined && environment[name] !== value)
    .map(([name]) => `${name} is set in your environment, too, to something else. It wins over the file.`);
}
