import { Rejection } from './parsers/parser.js';
import { findReadObstacle } from './parsers/paths.js';
import { allVariables } from './variables.js';

/** Says why a variable may not have a value, to follow "The value "; nothing when it may, or is not one of ours. */
export function findRejection(name: string, text: string): string | undefined {
  const variable = allVariables.find((each) => each.name === name);
  const value = variable?.parse(text, { directory: process.cwd(), checkFile: findReadObstacle });
  return value instanceof Rejection ? value.rule : undefined;
}
