import type { LanguageModelV4FilePart } from '@ai-sdk/provider';
import { PROVIDER_OPTIONS_KEY } from './language-models/openai-compatible/provider-options-key.js';

/** An image at a URL, which may hold the image itself. Contents are handed on without being decoded. */
export function imagePart(url: string, detail?: string | null): LanguageModelV4FilePart {
  const providerOptions = detail == null ? {} : { providerOptions: { [PROVIDER_OPTIONS_KEY]: { detail } } };
  return { type: 'file', ...locate(url, 'image/*'), ...providerOptions };
}

/** Recorded sound, in base64. */
export function audioPart(data: string, format: 'wav' | 'mp3'): LanguageModelV4FilePart {
  const mediaType = format === 'mp3' ? 'audio/mpeg' : 'audio/wav';
  return { type: 'file', mediaType, data: { type: 'data', data } };
}

/** Where the contents of a document are. */
export interface DocumentSource {
  /** Base64, alone or in a data URL. */
  readonly data?: string | null | undefined;
  /** The id that the model provider knows it by. */
  readonly id?: string | null | undefined;
  readonly url?: string | null | undefined;
  readonly filename?: string | null | undefined;
}

/** A document such as a PDF. */
export function documentPart({ data, id, url, filename }: DocumentSource): LanguageModelV4FilePart {
  const named = filename == null ? {} : { filename };
  if (data != null) {
    // Bare base64 is what some clients send for PDFs, the one kind of file that nearly every model takes.
    const inline = splitDataUrl(data) ?? { mediaType: 'application/pdf', data: { type: 'data', data } };
    return { type: 'file', ...inline, ...named };
  }
  if (url != null) return { type: 'file', ...locate(url, 'application/pdf'), ...named };
  return {
    type: 'file',
    mediaType: 'application/octet-stream',
    data: { type: 'reference', reference: { [PROVIDER_OPTIONS_KEY]: id ?? '' } },
    ...named,
  };
}

type Inline = Pick<LanguageModelV4FilePart, 'mediaType' | 'data'>;

function locate(url: string, mediaType: string): Inline {
  return splitDataUrl(url) ?? { mediaType, data: { type: 'url', url: new URL(url), originalUrl: url } };
}

/** The parts of a base64 data URL; its contents are a slice of the request, not a copy. */
function splitDataUrl(url: string): Inline | undefined {
  if (!/^data:/i.test(url.slice(0, 5))) return undefined;
  const comma = url.indexOf(',');
  const [mediaType = ''] = url.slice('data:'.length, comma).split(';');
  return { mediaType, data: { type: 'data', data: url.slice(comma + 1) } };
}
