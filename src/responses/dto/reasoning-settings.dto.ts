import { ApiProperty } from '@nestjs/swagger';
import { REASONING_EFFORTS } from '../../openai/dto/model-settings.js';

/** How the model is to think. */
export class ReasoningSettingsDto {
  /** How hard. */
  @ApiProperty({ required: false, nullable: true, enum: REASONING_EFFORTS })
  effort?: (typeof REASONING_EFFORTS)[number] | null;
  /** `auto`, `concise` or `detailed`. Thoughts are told whenever the model tells them. */
  summary?: string | null;
}
