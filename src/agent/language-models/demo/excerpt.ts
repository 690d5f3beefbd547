/** The beginning of a text, at most so many characters of it, on one line. */
export function excerpt(text: string, longest: number): string {
  const beginning = text
    .slice(0, longest * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...beginning];
  return characters.length <= longest && text.length <= longest * 2
    ? beginning
    : `${characters.slice(0, longest).join('')}…`;
}
