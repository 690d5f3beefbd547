import { ApiProperty } from '@nestjs/swagger';
import { CheckedBy } from '../../openai/checked-by.decorator.js';
import { checkMetadata } from '../../openai/validation/check-metadata.js';
import { ChatCompletionDto } from '../dto/chat-completion.dto.js';

const METADATA = { type: 'object' as const, additionalProperties: { type: 'string' as const } };

/** A completion that is kept, with the settings that its request gave: `temperature`, `tools`, … */
export class StoredCompletionDto extends ChatCompletionDto {
  /** What the client noted on the completion. */
  @ApiProperty(METADATA)
  metadata!: Readonly<Record<string, string>>;
}

/** New metadata of a completion. */
export class UpdateCompletionDto {
  /** Up to 16 pairs of text, in the place of those there were. */
  @ApiProperty({ ...METADATA, nullable: true })
  @CheckedBy(checkMetadata)
  metadata!: Record<string, string> | null;
}

/** What has become of a completion. */
export class DeletedCompletionDto {
  /** The id that it had. */
  id!: string;
  /** Always `chat.completion.deleted`. */
  object!: 'chat.completion.deleted';
  /** Always true. */
  deleted!: true;
}

/** A part of the list of completions. */
export class CompletionListDto {
  /** Always `list`. */
  object!: 'list';
  /** The completions of this page. */
  @ApiProperty({ type: [StoredCompletionDto] })
  data!: readonly StoredCompletionDto[];
  /** The id of the first completion; null where there is none. */
  @ApiProperty({ nullable: true, type: 'string' })
  first_id!: string | null;
  /** The id of the last completion, to be given as `after` for the next page; null where there is none. */
  @ApiProperty({ nullable: true, type: 'string' })
  last_id!: string | null;
  /** Whether there are more. */
  has_more!: boolean;
}

/** A message that a completion answers, with whatever else the request said of it. */
export class StoredMessageDto {
  /** The id of the message. */
  id!: string;
  /** Who speaks. */
  @ApiProperty({ enum: ['system', 'developer', 'user', 'assistant', 'tool'] })
  role!: string;
  /** The text; null where the message has parts, or none. */
  content!: string | null;
  /** The parts, where the message has some. */
  @ApiProperty({ nullable: true, type: 'array', items: { type: 'object', additionalProperties: true } })
  content_parts!: readonly object[] | null;
}

/** A part of the messages that a completion answers. */
export class CompletionMessageListDto {
  /** Always `list`. */
  object!: 'list';
  /** The messages of this page. */
  @ApiProperty({ type: [StoredMessageDto] })
  data!: readonly StoredMessageDto[];
  /** The id of the first message; null where there is none. */
  @ApiProperty({ nullable: true, type: 'string' })
  first_id!: string | null;
  /** The id of the last message, to be given as `after` for the next page; null where there is none. */
  @ApiProperty({ nullable: true, type: 'string' })
  last_id!: string | null;
  /** Whether there are more. */
  has_more!: boolean;
}
