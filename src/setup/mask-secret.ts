import { allVariables } from '../config/variables.js';

const LEAST_TO_SHOW_AN_END = 16;

/** A value as it may be shown: of a secret, no more than its end, by which one knows it. */
export function maskSecret(name: string, value: string): string {
  if (!isSecret(name)) return value;
  const end = value.length >= LEAST_TO_SHOW_AN_END ? value.slice(-4) : '';
  return `••••${end}`;
}

function isSecret(name: string): boolean {
  const variable = allVariables.find((each) => each.name === name);
  return variable?.secret ?? /KEY|TOKEN|SECRET|PASSWORD/.test(name);
}
