import type { FieldProblem } from '../checked-by.decorator.js';
import { isRecord } from '../is-record.js';
import { checkFileData, checkImageUrl } from '../validation/check-media.js';

/** What parts can be, whatever they are called. */
export type PartKind = 'text' | 'refusal' | 'image' | 'file' | 'audio';

type Part = Record<string, unknown>;

/** The names that clients give the kinds: those of the Responses API, and plain ones that some of them mix in. */
const KINDS: Readonly<Record<string, PartKind>> = {
  input_text: 'text',
  output_text: 'text',
  text: 'text',
  summary_text: 'text',
  refusal: 'refusal',
  input_image: 'image',
  input_file: 'file',
  input_audio: 'audio',
};
const NAMES: Readonly<Record<PartKind, string>> = {
  text: "'input_text'",
  refusal: "'refusal'",
  image: "'input_image'",
  file: "'input_file'",
  audio: "'input_audio'",
};

/** A text, or an array of parts of the allowed kinds. The problem's path begins at the item. */
export function checkParts(
  content: unknown,
  path: string,
  allowed: readonly PartKind[],
): FieldProblem | undefined {
  if (typeof content === 'string') return undefined;
  if (!Array.isArray(content)) return { param: path, message: 'must be a string or an array of parts.' };
  for (const [index, part] of content.entries()) {
    const problem = checkPart(part, allowed);
    if (problem !== undefined) return { ...problem, param: `${path}[${index}]${problem.param}` };
  }
  return undefined;
}

function checkPart(part: unknown, allowed: readonly PartKind[]): FieldProblem | undefined {
  if (!isRecord(part)) return { param: '', message: 'must be an object with a type.' };
  const kind = typeof part['type'] === 'string' ? KINDS[part['type']] : undefined;
  if (kind === undefined || !allowed.includes(kind)) {
    const choice = allowed.map((name) => NAMES[name]).join(', ');
    return { param: '.type', message: `must be one of ${choice} here.`, code: 'unsupported_content_type' };
  }
  switch (kind) {
    case 'text':
      return checkString(part, 'text');
    case 'refusal':
      return checkString(part, 'refusal');
    case 'image':
      return checkImage(part);
    case 'file':
      return checkFile(part);
    case 'audio':
      return checkAudio(part);
  }
}

function checkString(part: Part, field: string): FieldProblem | undefined {
  return typeof part[field] === 'string' ? undefined : { param: `.${field}`, message: 'must be a string.' };
}

function checkImage({ image_url: url, file_id: id, detail }: Part): FieldProblem | undefined {
  if (detail != null && typeof detail !== 'string') return { param: '.detail', message: 'must be a string.' };
  if (url == null && typeof id === 'string') return undefined;
  const problem = checkImageUrl(url);
  return problem && { ...problem, param: '.image_url' };
}

function checkFile({
  file_data: data,
  file_id: id,
  file_url: url,
  filename,
}: Part): FieldProblem | undefined {
  if (typeof data !== 'string' && typeof id !== 'string' && typeof url !== 'string')
    return { param: '', message: 'must have file_data, file_url or file_id, as a string.' };
  if (typeof url === 'string' && !(/^https?:/i.test(url) && URL.canParse(url)))
    return { param: '.file_url', message: 'must be an http(s) URL.' };
  const problem = checkFileData(data);
  if (problem !== undefined) return { ...problem, param: '.file_data' };
  return filename == null || typeof filename === 'string'
    ? undefined
    : { param: '.filename', message: 'must be a string.' };
}

function checkAudio({ input_audio: audio }: Part): FieldProblem | undefined {
  const isKnown =
    isRecord(audio) &&
    typeof audio['data'] === 'string' &&
    (audio['format'] === 'wav' || audio['format'] === 'mp3');
  return isKnown
    ? undefined
    : { param: '.input_audio', message: "must have data, in base64, and the format 'wav' or 'mp3'." };
}
