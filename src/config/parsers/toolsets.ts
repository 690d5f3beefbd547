import { closestName } from '../closest-name.js';
import { TOOLSET_NAMES, type ToolsetName } from '../configuration.js';
import { entriesOf } from './lists.js';
import { type Parser, Rejection } from './parser.js';

/** Reads a comma separated list of built-in toolsets, or `none`. */
export const parseToolsets: Parser<readonly ToolsetName[]> = (text) => {
  const names = entriesOf(text.toLowerCase());
  return names.length === 1 && names[0] === 'none' ? [] : toToolsets(names);
};

/** The built-in toolsets of these names, each once. */
export function toToolsets(names: readonly string[]): readonly ToolsetName[] | Rejection {
  const unknown = names.find((name) => !isToolset(name));
  if (unknown === undefined) return [...new Set(names.filter(isToolset))];
  const meant = closestName(unknown, TOOLSET_NAMES);
  const advice = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return new Rejection(
    `must be a list of ${TOOLSET_NAMES.join(', ')}, or none at all; "${unknown}" is no toolset${advice}`,
  );
}

function isToolset(name: string): name is ToolsetName {
  return (TOOLSET_NAMES as readonly string[]).includes(name);
}
