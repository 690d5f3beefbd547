import { argumentSummary } from './argument-summary.js';
import { singleLine } from './single-line.js';

/** How a call of a tool is put into words. */
export interface CallWording {
  /** What is being done, such as `Reading a file`. */
  readonly doing: string;
  /** The same once it is done, such as `Read a file`. */
  readonly did: string;
  /** What it is done to; '' where that is not known. */
  readonly subject: string;
}

/** The tools of the built-in sets, and names that are common elsewhere. */
const KNOWN: ReadonlyMap<string, readonly [doing: string, did: string]> = new Map([
  ['current_time', ['Looking at the clock', 'Looked at the clock']],
  ['fetch_page', ['Reading a web page', 'Read a web page']],
  ['web_search', ['Searching the web', 'Searched the web']],
  ['search_web', ['Searching the web', 'Searched the web']],
  ['list_files', ['Listing files', 'Listed files']],
  ['read_file', ['Reading a file', 'Read a file']],
  ['write_file', ['Writing a file', 'Wrote a file']],
  ['edit_file', ['Editing a file', 'Edited a file']],
  ['search_files', ['Searching files', 'Searched files']],
  ['run_command', ['Running a command', 'Ran a command']],
  ['save_memory', ['Making a note', 'Made a note']],
  ['search_memories', ['Searching notes', 'Searched notes']],
  ['forget_memory', ['Deleting a note', 'Deleted a note']],
]);
const LONGEST_NAME = 64;

/** Words for a call; the name and the arguments are the model's, and may be anything. */
export function wordingOf(toolName: string, argumentsText: string): CallWording {
  const name = singleLine(toolName, LONGEST_NAME);
  const [doing, did] = KNOWN.get(toolName) ?? [`Using ${name}`, `Used ${name}`];
  return { doing, did, subject: argumentSummary(argumentsText) };
}
