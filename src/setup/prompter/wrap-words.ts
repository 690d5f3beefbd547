/** Breaks lines between words so that none is longer than the width; a word that is stays whole. */
export function wrapWords(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const [first = '', ...words] = line.split(' ');
  let wrapped = first;
  let length = first.length;
  for (const word of words) {
    const fits = length + 1 + word.length <= width;
    wrapped += (fits ? ' ' : '\n') + word;
    length = fits ? length + 1 + word.length : word.length;
  }
  return wrapped;
}
