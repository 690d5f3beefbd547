import { ApiProperty } from '@nestjs/swagger';

/** How many tokens a request would make the model read. */
export class InputTokensDto {
  /** Always `response.input_tokens`. */
  object!: 'response.input_tokens';
  /** The tokens, counted by a tokenizer; images and files are estimated. */
  @ApiProperty({ type: 'integer' })
  input_tokens!: number;
}
