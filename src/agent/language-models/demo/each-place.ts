import type { ChosenTool } from './choose-tools.js';

const PLACE = String.raw`\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*){0,3}`;
const PLACES = new RegExp(
  String.raw`(?<=\b(?:in|for|at|of|near) )(${PLACE}(?:, ${PLACE}){0,6},? and (?:in |for |at )?${PLACE})`,
  'u',
);
const PLACE_PROPERTY = /city|location|place|country|region|town|time_?zone/i;

/** A request that names several places, for a tool that takes one: the same request once for each of them. */
export function eachPlaceOf(chosen: ChosenTool): readonly ChosenTool[] {
  const { tool, request } = chosen;
  const takesPlace = Object.entries(tool.inputSchema.properties ?? {}).some(
    ([name, schema]) => PLACE_PROPERTY.test(name) && typeof schema === 'object' && schema.type === 'string',
  );
  const places = takesPlace ? PLACES.exec(request)?.[1] : undefined;
  if (places === undefined) return [chosen];
  return places
    .split(/,? and (?:in |for |at )?|, /)
    .map((place) => ({ ...chosen, request: request.replace(places, () => place) }));
}
