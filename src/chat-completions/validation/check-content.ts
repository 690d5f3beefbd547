import type { FieldProblem } from '../../openai/checked-by.decorator.js';
import { JsonText } from '../../openai/large-json/json-text.js';
import { isRecord } from '../../openai/is-record.js';
import { checkFileData, checkImageUrl } from '../../openai/validation/check-media.js';

/** The kinds of parts a message can be made of. */
export type PartType = 'text' | 'image_url' | 'input_audio' | 'file' | 'refusal';

type PartCheck = (part: Record<string, unknown>) => FieldProblem | undefined;

const AUDIO_FORMATS: readonly unknown[] = ['wav', 'mp3'];

const PART_CHECKS: Readonly<Record<PartType, PartCheck>> = {
  text: ({ text }) =>
    typeof text === 'string' ? undefined : { param: '.text', message: 'must be a string.' },
  refusal: ({ refusal }) =>
    typeof refusal === 'string' ? undefined : { param: '.refusal', message: 'must be a string.' },
  image_url: checkImage,
  input_audio: checkAudio,
  file: checkFile,
};

/** Content is a text or an array of parts of the allowed kinds. The problem's path begins at the message. */
export function checkContent(content: unknown, allowed: readonly PartType[]): FieldProblem | undefined {
  if (typeof content === 'string' || content instanceof JsonText) return undefined;
  if (!Array.isArray(content))
    return { param: '.content', message: 'must be a string or an array of parts.' };
  for (const [index, part] of content.entries()) {
    const problem = checkPart(part, allowed);
    if (problem !== undefined) return { ...problem, param: `.content[${index}]${problem.param}` };
  }
  return undefined;
}

function checkPart(part: unknown, allowed: readonly PartType[]): FieldProblem | undefined {
  if (!isRecord(part)) return { param: '', message: 'must be an object with a type.' };
  const type = allowed.find((candidate) => candidate === part['type']);
  if (type === undefined) {
    const choice = allowed.map((name) => `'${name}'`).join(', ');
    return { param: '.type', message: `must be one of ${choice} here.`, code: 'unsupported_content_type' };
  }
  return PART_CHECKS[type](part);
}

function checkImage({ image_url: image }: Record<string, unknown>): FieldProblem | undefined {
  // Some clients send the URL itself where OpenAI has an object.
  const problem = checkImageUrl(isRecord(image) ? image['url'] : image);
  if (problem !== undefined) return { ...problem, param: isRecord(image) ? '.image_url.url' : '.image_url' };
  if (isRecord(image) && image['detail'] != null && typeof image['detail'] !== 'string') {
    return { param: '.image_url.detail', message: 'must be a string.' };
  }
  return undefined;
}

function checkAudio({ input_audio: audio }: Record<string, unknown>): FieldProblem | undefined {
  if (!isRecord(audio)) return { param: '.input_audio', message: 'must be an object with data and format.' };
  if (typeof audio['data'] !== 'string')
    return { param: '.input_audio.data', message: 'must be a string of base64.' };
  if (!AUDIO_FORMATS.includes(audio['format'])) {
    return { param: '.input_audio.format', message: "must be 'wav' or 'mp3'." };
  }
  return undefined;
}

function checkFile({ file }: Record<string, unknown>): FieldProblem | undefined {
  if (!isRecord(file)) return { param: '.file', message: 'must be an object with file_data or file_id.' };
  const { file_data: data, file_id: id, filename } = file;
  if (typeof data !== 'string' && typeof id !== 'string') {
    return { param: '.file', message: 'must have file_data or file_id, as a string.' };
  }
  const problem = checkFileData(data);
  if (problem !== undefined) return { ...problem, param: '.file.file_data' };
  if (filename != null && typeof filename !== 'string')
    return { param: '.file.filename', message: 'must be a string.' };
  return undefined;
}
