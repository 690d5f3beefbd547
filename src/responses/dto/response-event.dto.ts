import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ResponseDto } from './response.dto.js';

/** An event of a streamed response: the document on one `data:` line, after a line with its type. */
export class ResponseEventDto {
  /**
   * What has happened.
   * @example "response.output_text.delta"
   */
  type!: string;
  /** Counted from 0, without gaps. */
  @ApiProperty({ type: 'integer' })
  sequence_number!: number;
  /** The response as it is, in the events that are about the whole of it. */
  @ApiPropertyOptional({ type: () => ResponseDto })
  response?: ResponseDto;
  /** Which item of the output the event is about, from 0. */
  @ApiPropertyOptional({ type: 'integer' })
  output_index?: number;
  /** The item, when it begins and when it is done. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  item?: Record<string, unknown>;
  /** The id of the item. */
  item_id?: string;
  /** Which part of the item's content the event is about, from 0. */
  @ApiPropertyOptional({ type: 'integer' })
  content_index?: number;
  /** Which part of the thoughts the event is about, from 0. */
  @ApiPropertyOptional({ type: 'integer' })
  summary_index?: number;
  /** A piece of text. */
  delta?: string;
}
