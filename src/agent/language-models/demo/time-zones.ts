const NAMED = /\b[A-Z][A-Za-z]+\/[A-Z][A-Za-z_]+\b|\bUTC\b/;

/** The time zone that a text names, or whose city it names with a capital: `Asia/Tokyo` for `in Tokyo`. */
export function timeZoneIn(text: string): string | undefined {
  const [named] = NAMED.exec(text) ?? [];
  if (named !== undefined) return named;
  return Intl.supportedValuesOf('timeZone').find((zone) => {
    const city = zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
    const start = text.indexOf(city);
    const isLetter = (character = ' '): boolean => /\p{L}/u.test(character);
    return start >= 0 && !isLetter(text[start - 1]) && !isLetter(text[start + city.length]);
  });
}
