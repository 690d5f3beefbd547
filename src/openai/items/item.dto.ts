import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';

/** Text that a client sends. */
class InputTextDto {
  /** Which kind of part it is. */
  type!: 'input_text';
  /** The text. */
  text!: string;
}

/** An image that a client sends. */
class InputImageDto {
  /** Which kind of part it is. */
  type!: 'input_image';
  /** A `data:image/…;base64,…` URL, or an http(s) URL, which the model provider fetches. */
  image_url?: string | null;
  /** The id that the model provider knows the image by. */
  file_id?: string | null;
  /** How closely the model is to look: `auto`, `low` or `high`. */
  detail?: string | null;
}

/** A file that a client sends. */
class InputFileDto {
  /** Which kind of part it is. */
  type!: 'input_file';
  /** The contents in base64, alone or in a `data:` URL. */
  file_data?: string | null;
  /** The id that the model provider knows the file by. */
  file_id?: string | null;
  /** An http(s) URL, which the model provider fetches. */
  file_url?: string | null;
  /** What the file is called. */
  filename?: string | null;
}

/** Sound that a client sends, for models that take it. */
class InputAudioDto {
  /** Which kind of part it is. */
  type!: 'input_audio';
  /** The sound in base64, and whether it is `wav` or `mp3`. */
  input_audio!: { data: string; format: 'wav' | 'mp3' };
}

/** Text that the agent wrote. */
class OutputTextDto {
  /** Which kind of part it is. */
  type!: 'output_text';
  /** The text. */
  text!: string;
  /** The sources that the text cites. */
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  annotations!: unknown[];
  /** The log probabilities of the tokens, where `include` asked for them. */
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  logprobs!: unknown[];
}

/** What the agent said when it refused. */
class OutputRefusalDto {
  /** Which kind of part it is. */
  type!: 'refusal';
  /** What the agent said. */
  refusal!: string;
}

/** A part of what a client sends. */
export type InputPart = InputTextDto | InputImageDto | InputFileDto | InputAudioDto;

/** A part of what the agent wrote. */
export type WrittenPart = OutputTextDto | OutputRefusalDto;

const STATUSES = ['in_progress', 'completed', 'incomplete'] as const;
type Status = (typeof STATUSES)[number];

/** A message of the conversation. In requests `type` may be left out, and `content` may be a text. */
@ApiExtraModels(InputTextDto, InputImageDto, InputFileDto, OutputTextDto, OutputRefusalDto)
export class MessageItemDto {
  /** Which kind of item it is. */
  type!: 'message';
  /** The id of the item. */
  id!: string;
  /** Who speaks. */
  role!: 'user' | 'assistant' | 'system' | 'developer';
  /** Whether the message is whole. */
  @ApiProperty({ enum: STATUSES })
  status!: Status;
  /** What the message consists of. */
  @ApiProperty({
    type: 'array',
    items: {
      oneOf: [InputTextDto, InputImageDto, InputFileDto, OutputTextDto, OutputRefusalDto].map((part) => ({
        $ref: getSchemaPath(part),
      })),
    },
  })
  content!: (InputPart | WrittenPart)[];
  /** Of a message of the agent: `commentary` on the way, or the `final_answer`. */
  phase?: string | null;
}

/** A piece of what the model thought. */
export class ThoughtDto {
  /** `summary_text`, or `reasoning_text` in `content`. */
  type!: string;
  /** The text. */
  text!: string;
}

/** What the model thought. */
export class ReasoningItemDto {
  /** Which kind of item it is. */
  type!: 'reasoning';
  /** The id of the item. */
  id!: string;
  /** Whether the item is whole. */
  @ApiProperty({ enum: STATUSES })
  status!: Status;
  /** What the model thought, as far as it is told. */
  summary!: ThoughtDto[];
  /** Thoughts of another server's model. */
  content?: ThoughtDto[] | null;
  /** Always null: this server has nothing to hide in it. */
  encrypted_content?: string | null;
}

/** A call of a tool that the client runs. */
export class FunctionCallItemDto {
  /** Which kind of item it is. */
  type!: 'function_call';
  /** The id of the item. */
  id!: string;
  /** What the result of this call refers to. */
  call_id!: string;
  /** The name of the function. */
  name!: string;
  /** The arguments, as JSON text. */
  arguments!: string;
  /** Whether the call is whole. */
  @ApiProperty({ enum: STATUSES })
  status!: Status;
}

/** The result of a tool that the client ran. */
@ApiExtraModels(InputTextDto, InputImageDto, InputFileDto)
export class FunctionCallOutputItemDto {
  /** Which kind of item it is. */
  type!: 'function_call_output';
  /** The id of the item. */
  id!: string;
  /** The `call_id` of the call that this is the result of. */
  call_id!: string;
  /** The result: a text, or parts. */
  @ApiProperty({
    oneOf: [
      { type: 'string' },
      {
        type: 'array',
        items: {
          oneOf: [InputTextDto, InputImageDto, InputFileDto].map((part) => ({ $ref: getSchemaPath(part) })),
        },
      },
    ],
  })
  output!: string | InputPart[];
  /** Whether the result is whole. */
  @ApiProperty({ enum: STATUSES })
  status!: Status;
}

/** A call of a tool that the agent ran by itself, with its result. */
export class McpCallItemDto {
  /** Which kind of item it is. */
  type!: 'mcp_call';
  /** The id of the item. */
  id!: string;
  /** Whose tool it is; `agent` for the tools of this server's agents. */
  server_label!: string;
  /** The name of the tool. */
  name!: string;
  /** The arguments, as JSON text. */
  arguments!: string;
  /** The result; null where there is none. */
  @ApiProperty({ nullable: true, type: 'string' })
  output!: string | null;
  /** What went wrong, else null. */
  @ApiProperty({ nullable: true, type: 'object', additionalProperties: true })
  error!: unknown;
  /** How far the call is. */
  @ApiProperty({ enum: [...STATUSES, 'calling', 'failed'] })
  status!: Status | 'calling' | 'failed';
  /** Always null: tools run without being approved first. */
  @ApiProperty({ nullable: true, type: 'string' })
  approval_request_id!: string | null;
}

/** What stands for all that was said before it. */
export class CompactionItemDto {
  /** Which kind of item it is. */
  type!: 'compaction';
  /** The id of the item. */
  id!: string;
  /** A summary and the newest items, sealed by this server: send it back as it is. */
  encrypted_content!: string;
}

/** An item of another kind, replayed from an answer of another server. It is kept, and the model does not see it. */
export interface SilentItem {
  readonly type: string;
  readonly id: string;
}

/** An item as it is kept and listed. */
export type Item =
  | MessageItemDto
  | ReasoningItemDto
  | FunctionCallItemDto
  | FunctionCallOutputItemDto
  | McpCallItemDto
  | CompactionItemDto;

/** The classes of {@link Item}, for the OpenAPI document. */
export const ITEM_DTOS = [
  MessageItemDto,
  ReasoningItemDto,
  FunctionCallItemDto,
  FunctionCallOutputItemDto,
  McpCallItemDto,
  CompactionItemDto,
] as const;
