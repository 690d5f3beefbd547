import type { LanguageModelV4FilePart } from '@ai-sdk/provider';
import { PROVIDER_OPTIONS_KEY } from '../agent/language-models/openai-compatible/provider-options-key.js';
import type { AudioPartDto, FilePartDto, ImagePartDto } from './dto/chat-message.dto.js';

/** An image, sound or file inside a message. Contents are handed on without being decoded. */
export function toFilePart(part: ImagePartDto | AudioPartDto | FilePartDto): LanguageModelV4FilePart {
  switch (part.type) {
    case 'image_url':
      return toImagePart(part);
    case 'input_audio': {
      const { data, format } = part.input_audio;
      const mediaType = format === 'mp3' ? 'audio/mpeg' : 'audio/wav';
      return { type: 'file', mediaType, data: { type: 'data', data } };
    }
    case 'file':
      return toDocumentPart(part);
  }
}

function toImagePart({ image_url: image }: ImagePartDto): LanguageModelV4FilePart {
  const { url, detail } = typeof image === 'string' ? { url: image, detail: undefined } : image;
  const providerOptions = detail == null ? {} : { providerOptions: { [PROVIDER_OPTIONS_KEY]: { detail } } };
  const inline = splitDataUrl(url);
  if (inline !== undefined) return { type: 'file', ...inline, ...providerOptions };
  return {
    type: 'file',
    mediaType: 'image/*',
    data: { type: 'url', url: new URL(url), originalUrl: url },
    ...providerOptions,
  };
}

function toDocumentPart({
  file: { file_data: data, file_id: id, filename },
}: FilePartDto): LanguageModelV4FilePart {
  const named = filename == null ? {} : { filename };
  if (data == null) {
    return {
      type: 'file',
      mediaType: 'application/octet-stream',
      data: { type: 'reference', reference: { [PROVIDER_OPTIONS_KEY]: id ?? '' } },
      ...named,
    };
  }
  // Bare base64 is what some clients send for PDFs, the one kind of file that nearly every model takes.
  const inline = splitDataUrl(data) ?? { mediaType: 'application/pdf', data: { type: 'data', data } };
  return { type: 'file', ...inline, ...named };
}

type Inline = Pick<LanguageModelV4FilePart, 'mediaType' | 'data'>;

/** The parts of a base64 data URL; its contents are a slice of the request, not a copy. */
function splitDataUrl(url: string): Inline | undefined {
  if (!/^data:/i.test(url.slice(0, 5))) return undefined;
  const comma = url.indexOf(',');
  const [mediaType = ''] = url.slice('data:'.length, comma).split(';');
  return { mediaType, data: { type: 'data', data: url.slice(comma + 1) } };
}
