import { WorkspaceError } from '../workspace/workspace-error.js';
import { nearestLine } from './nearest-line.js';

/** What is to be replaced by what. */
export interface Edit {
  readonly oldText: string;
  readonly newText: string;
  readonly replaceAll: boolean;
}

/**
 * Replaces a part of a text. Line ends follow the file: where `oldText` is found with CRLF in it, `newText` gets CRLF
 * too, since models write line feeds only.
 *
 * @returns the new text, and the line at which each replaced part began
 * @throws WorkspaceError that tells the model how to go on
 */
export function replaceText(text: string, edit: Edit): { text: string; lineNumbers: readonly number[] } {
  if (edit.oldText === '') throw new WorkspaceError('old_text is empty. write_file writes a whole file.');
  if (edit.oldText === edit.newText) throw new WorkspaceError('old_text and new_text are the same.');
  const { oldText, newText } = withLineEndsOf(text, edit);
  const places = placesOf(text, oldText);
  if (places.length === 0) throw notFound(text, edit.oldText);
  if (places.length > 1 && !edit.replaceAll) throw severalPlaces(text, places);
  const parts: string[] = [];
  let end = 0;
  for (const place of places) {
    parts.push(text.slice(end, place), newText);
    end = place + oldText.length;
  }
  return { text: parts.join('') + text.slice(end), lineNumbers: lineNumbersOf(text, places) };
}

function withLineEndsOf(text: string, edit: Edit): { oldText: string; newText: string } {
  if (!text.includes('\r\n')) return edit;
  const crlf = { oldText: withCrlf(edit.oldText), newText: withCrlf(edit.newText) };
  if (edit.oldText.includes('\n')) return text.includes(crlf.oldText) ? crlf : edit;
  // In a file that mixes line ends, a single line does not tell which one is meant.
  return /(?<!\r)\n/.test(text) ? edit : crlf;
}

function withCrlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

function placesOf(text: string, part: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) places.push(at);
  return places;
}

/** The line, counted from 1, of each place; the places are in order. */
function lineNumbersOf(text: string, places: readonly number[]): number[] {
  let line = 1;
  let counted = 0;
  return places.map((place) => {
    for (let at = text.indexOf('\n', counted); at !== -1 && at < place; at = text.indexOf('\n', at + 1))
      line += 1;
    counted = place;
    return line;
  });
}

function severalPlaces(text: string, places: readonly number[]): WorkspaceError {
  const lines = lineNumbersOf(text, places.slice(0, 10));
  const shown = lines.join(', ') + (places.length > lines.length ? ', …' : '');
  return new WorkspaceError(
    `old_text is in the file ${String(places.length)} times (at lines ${shown}). Add lines around the one that you ` +
      'mean, or set replace_all. Nothing was changed.',
  );
}

function notFound(text: string, oldText: string): WorkspaceError {
  const nearest = nearestLine(text, oldText);
  const hint =
    nearest === undefined
      ? ''
      : ` The nearest line is ${String(nearest.lineNumber)}${nearest.differsInSpace ? ', which differs in white space only' : ''}: ${JSON.stringify(nearest.line)}.`;
  return new WorkspaceError(
    `old_text is not in the file.${hint} Read the file again and copy the text exactly. Nothing was changed.`,
  );
}
