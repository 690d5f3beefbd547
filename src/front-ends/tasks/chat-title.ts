const MOST_WORDS = 6;
const LONGEST_TITLE = 50;
/** Of writing that puts no spaces between words. */
const LONGEST_WITHOUT_SPACES = 20;
const UNTITLED = 'New Chat';
const MARKUP = /^(?:#{1,6}\s+|>\s*|[-*+]\s+|\d+\.\s+)+|[*`~]+|\p{Cc}/gu;
const EDGES = /^["'“”‘’«»「」『』()[\]\s]+|["'“”‘’«»「」『』()[\]\s.,:;!?。、，：；！？…]+$/gu;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A title for the chat that begins with this text: its first words. */
export function titleOf(text: string): string {
  const line = text
    .toWellFormed()
    .slice(0, 10 * LONGEST_TITLE)
    .split('\n')
    .map((each) => each.trim().replace(MARKUP, '').trim())
    .find((each) => each !== '');
  if (line === undefined) return UNTITLED;
  const { title, isWhole } = firstWords(line);
  const trimmed = title.replace(EDGES, '');
  if (trimmed === '') return UNTITLED;
  return capitalised(isWhole ? trimmed : `${trimmed}…`);
}

function firstWords(line: string): { title: string; isWhole: boolean } {
  const words = line.split(/\s+/);
  const kept: string[] = [];
  let length = 0;
  for (const word of words) {
    length += word.length + 1;
    if (kept.length === MOST_WORDS || length > LONGEST_TITLE + 1) break;
    kept.push(word);
  }
  const joined = kept.join(' ');
  const first = words[0] ?? '';
  const title = kept.length > 0 ? joined : beginningOf(first, LONGEST_TITLE);
  // Long words of a writing without spaces are sentences.
  if (WITHOUT_SPACES.test(title)) {
    const cut = beginningOf(title, LONGEST_WITHOUT_SPACES);
    return { title: cut, isWhole: cut.length === line.length };
  }
  return { title, isWhole: kept.length === words.length };
}

const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]{4}/u;

/** The first characters, as readers count them. */
function beginningOf(text: string, characters: number): string {
  let beginning = '';
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (count === characters) break;
    beginning += segment;
    count += 1;
  }
  return beginning;
}

function capitalised(title: string): string {
  const [first = ''] = title;
  return first.toUpperCase() + title.slice(first.length);
}
