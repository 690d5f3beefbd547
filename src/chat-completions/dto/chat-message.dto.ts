import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { JsonText } from '../../openai/large-json/json-text.js';

/** Text inside a message. */
export class TextPartDto {
  /** Which kind of part or call this is. */
  type!: 'text';
  /**
   * The text.
   * @example "What is in this picture?"
   */
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
  /** Which kind of part or call this is. */
  type!: 'image_url';
  /** Where the image is, and how closely to look. */
  image_url!: ImageUrlDto;
}

/** Recorded speech or other sound. */
export class InputAudioDto {
  /** The sound, in base64. */
  data!: string;
  /** How the sound is encoded. */
  format!: 'wav' | 'mp3';
}

/** Sound inside a message, for models that take it. */
export class AudioPartDto {
  /** Which kind of part or call this is. */
  type!: 'input_audio';
  /** The sound. */
  input_audio!: InputAudioDto;
}

/** A file's contents, or the id that the model provider knows it by. */
export class FileDto {
  /** A `data:` URL with base64 contents. */
  file_data?: string;
  /** The id that the model provider knows the file by. */
  file_id?: string;
  /** What the file is called. */
  filename?: string;
}

/** A file inside a message, for models that take it. */
export class FilePartDto {
  /** Which kind of part or call this is. */
  type!: 'file';
  /** The file. */
  file!: FileDto;
}

/** A refusal that the assistant gave earlier. */
export class RefusalPartDto {
  /** Which kind of part or call this is. */
  type!: 'refusal';
  /** What the assistant said when it refused. */
  refusal!: string;
}

/** An instruction from the application; it is layered on top of the agent's own prompt. */
@ApiExtraModels(TextPartDto)
export class SystemMessageDto {
  /** Who speaks. */
  role!: 'system' | 'developer';
  /** A text, or parts. */
  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'array', items: { $ref: getSchemaPath(TextPartDto) } }],
  })
  content!: string | JsonText | TextPartDto[];
  /** The name of the author, or of the function. */
  name?: string;
}

/** What the user says or shows. */
@ApiExtraModels(ImagePartDto, AudioPartDto, FilePartDto)
export class UserMessageDto {
  /** Who speaks. */
  role!: 'user';
  /** A text, or parts. */
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
  /** The name of the author, or of the function. */
  name?: string;
}

/** Which function was called, and how. */
export class CalledFunctionDto {
  /** The name of the author, or of the function. */
  name!: string;
  /** The arguments, as JSON text. */
  arguments!: string;
}

/** A call of a client's tool. */
export class ToolCallDto {
  /** What the result of this call refers to. */
  id!: string;
  /** Which kind of part or call this is. */
  type!: 'function';
  /** The function that is called. */
  function!: CalledFunctionDto;
}

/** What the assistant said earlier. */
@ApiExtraModels(RefusalPartDto)
export class AssistantMessageDto {
  /** Who speaks. */
  role!: 'assistant';
  /** A text, or parts. */
  @ApiProperty({
    nullable: true,
    oneOf: [
      { type: 'string' },
      { type: 'array', items: { oneOf: [TextPartDto, RefusalPartDto].map(toReference) } },
    ],
  })
  content?: string | JsonText | (TextPartDto | RefusalPartDto)[] | null;
  /** What the assistant said when it refused. */
  refusal?: string | null;
  /** The name of the author, or of the function. */
  name?: string;
  /** What the assistant thought, for models that want it back. */
  reasoning_content?: string | null;
  /** Calls of the client's tools that the assistant made. */
  tool_calls?: ToolCallDto[];
}

/** The result of a tool that the client ran. */
export class ToolMessageDto {
  /** Who speaks. */
  role!: 'tool';
  /** A text, or parts. */
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
