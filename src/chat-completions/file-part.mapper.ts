import type { LanguageModelV4FilePart } from '@ai-sdk/provider';
import { audioPart, documentPart, imagePart } from '../agent/file-parts.js';
import type { AudioPartDto, FilePartDto, ImagePartDto } from './dto/chat-message.dto.js';

/** An image, sound or file inside a message. Contents are handed on without being decoded. */
export function toFilePart(part: ImagePartDto | AudioPartDto | FilePartDto): LanguageModelV4FilePart {
  switch (part.type) {
    case 'image_url': {
      const { image_url: image } = part;
      return typeof image === 'string' ? imagePart(image) : imagePart(image.url, image.detail);
    }
    case 'input_audio':
      return audioPart(part.input_audio.data, part.input_audio.format);
    case 'file': {
      const { file_data: data, file_id: id, filename } = part.file;
      return documentPart({ data, id, filename });
    }
  }
}
