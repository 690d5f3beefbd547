/** Control characters, line breaks of every kind, and marks that change the direction of the text around them. */
const NOT_PLAIN = /[\p{Cc}\p{Zl}\p{Zp}\s\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Text of unknown origin as one line of at most `limit` characters; what was cut off is an ellipsis. */
export function singleLine(text: string, limit: number): string {
  // Nothing beyond this is looked at, however long the text is.
  const line = text
    .slice(0, limit * 4)
    .replace(NOT_PLAIN, ' ')
    .trim()
    // Open WebUI's own placeholders look like this.
    .replaceAll('{{', '{ {');
  const isWhole = line.length <= limit && text.length <= limit * 4;
  return (isWhole ? line : `${line.slice(0, limit - 1).trimEnd()}…`).toWellFormed();
}
