import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { JsonText } from '../../openai/large-json/json-text.js';

/** Text inside a message. */
export class TextPartDto {
  type!: 'text';
  /** @example "What is in this picture?" */
  text!: string;
}

/** Where an image is. */
export class ImageUrlDto {
  /**
   * A `data:image/…;base64,…` URL, or an http(s) URL, which the model provider fetches.
   * @example "data:image/png;base64,iVBORw0KGgo="
   */
  url!: string;
  /** How closely the model is to look: `auto`, `low` or `high`; models may know further levels. */
  detail?: string;
}

/** An image inside a message. */
export class ImagePartDto {
  type!: 'image_url';
  image_url!: ImageUrlDto;
}

/** Recorded speech or other sound. */
export class InputAudioDto {
  /** The sound, in base64. */
  data!: string;
  format!: 'wav' | 'mp3';
}

/** Sound inside a message, for models that take it. */
export class AudioPartDto {
  type!: 'input_audio';
  input_audio!: InputAudioDto;
}

/** A file's contents, or the id that the model provider knows it by. */
export class FileDto {
  /** A `data:` URL with base64 contents. */
  file_data?: string;
  file_id?: string;
  filename?: string;
}

/** A file inside a message, for models that take it. */
export class FilePartDto {
  type!: 'file';
  file!: FileDto;
}

/** A refusal that the assistant gave earlier. */
export class RefusalPartDto {
  type!: 'refusal';
  refusal!: string;
}

/** An instruction from the application; it is layered on top of the agent's own prompt. */
@ApiExtraModels(TextPartDto)
export class SystemMessageDto {
  role!: 'system' | 'developer';
  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'array', items: { $ref: getSchemaPath(TextPartDto) } }],
  })
  content!: string | JsonText | TextPartDto[];
  name?: string;
}

/** What the user says or shows. */
@ApiExtraModels(ImagePartDto, AudioPartDto, FilePartDto)
export class UserMessageDto {
  role!: 'user';
  @ApiProperty({
    oneOf: [
      { type: 'string' },
      {
        type: 'array',
        items: { oneOf: [TextPartDto, ImagePartDto, AudioPartDto, FilePartDto].map(toReference) },
      },
    ],
  })
  content!: string | JsonText | (TextPartDto | ImagePartDto | AudioPartDto | FilePartDto)[];
  name?: string;
}

/** Which function was called, and how. */
export class CalledFunctionDto {
  name!: string;
  /** The arguments, as JSON text. */
  arguments!: string;
}

/** A call of a client's tool. */
export class ToolCallDto {
  id!: string;
  type!: 'function';
  function!: CalledFunctionDto;
}

/** What the assistant said earlier. */
@ApiExtraModels(RefusalPartDto)
export class AssistantMessageDto {
  role!: 'assistant';
  @ApiProperty({
    nullable: true,
    oneOf: [
      { type: 'string' },
      { type: 'array', items: { oneOf: [TextPartDto, RefusalPartDto].map(toReference) } },
    ],
  })
  content?: string | JsonText | (TextPartDto | RefusalPartDto)[] | null;
  refusal?: string | null;
  name?: string;
  /** What the assistant thought, for models that want it back. */
  reasoning_content?: string | null;
  tool_calls?: ToolCallDto[];
}

/** The result of a tool that the client ran. */
export class ToolMessageDto {
  role!: 'tool';
  @ApiProperty({
    oneOf: [
      { type: 'string' },
      { type: 'array', items: { oneOf: [TextPartDto, ImagePartDto].map(toReference) } },
    ],
  })
  content!: string | JsonText | (TextPartDto | ImagePartDto)[];
  /** The id of the call that this is the result of. */
  tool_call_id!: string;
}

/** One message of the conversation. */
export type ChatMessageDto = SystemMessageDto | UserMessageDto | AssistantMessageDto | ToolMessageDto;

function toReference(part: new () => object): { $ref: string } {
  return { $ref: getSchemaPath(part) };
}
