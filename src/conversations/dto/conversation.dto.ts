import { ApiProperty } from '@nestjs/swagger';

/** A conversation, without its items. */
export class ConversationDto {
  /**
   * The id of the conversation.
   * @example "conv_5f0c0e5e3c0a4c0f9d0e7c1b2a3d4e5f"
   */
  id!: string;
  /** Always `conversation`. */
  object!: 'conversation';
  /** Seconds since the epoch. */
  @ApiProperty({ type: 'integer' })
  created_at!: number;
  /** What the client noted on the conversation. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  metadata!: Readonly<Record<string, string>>;
}

/** What has become of a conversation. */
export class DeletedConversationDto {
  /** The id that it had. */
  id!: string;
  /** Always `conversation.deleted`. */
  object!: 'conversation.deleted';
  /** Always true. */
  deleted!: true;
}
