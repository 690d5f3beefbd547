import { ApiExtraModels, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import { CheckedBy } from '../../openai/checked-by.decorator.js';
import { checkInput } from '../../openai/items/check-input-items.js';
import { ITEM_DTOS } from '../../openai/items/item.dto.js';
import { checkConversation, checkReasoning, checkText } from '../validation/check-settings.js';
import { checkToolChoice, checkTools } from '../validation/check-tools.js';
import { ReasoningSettingsDto } from './reasoning-settings.dto.js';
import { TextSettingsDto } from './text-settings.dto.js';
import { AllowedToolsDto, FunctionToolChoiceDto, FunctionToolDto, type ToolChoiceDto } from './tool.dto.js';

/** The conversation that a turn belongs to. */
export class ConversationReferenceDto {
  /** The id of the conversation. */
  id!: string;
}

/** What the model gets to read for one turn, and with which tools. */
@ApiExtraModels(...ITEM_DTOS, ConversationReferenceDto, FunctionToolChoiceDto, AllowedToolsDto)
export class TurnDto {
  /**
   * The agent that is to answer: an id that `GET /v1/models` lists. Default: the first of them.
   * @example "hermes-agent"
   */
  @IsOptional()
  @IsString()
  model?: string | null;

  /**
   * What is new: a text, or items. Messages need no `type`; `item_reference` stands for an item that is stored; items
   * of earlier answers may be sent back as they are.
   */
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [
      { type: 'string' },
      { type: 'array', items: { oneOf: ITEM_DTOS.map((item) => ({ $ref: getSchemaPath(item) })) } },
    ],
    example: 'Hello! Who are you?',
  })
  @CheckedBy(checkInput)
  input?: string | unknown[] | null;

  /** Instructions for this turn alone, layered on the agent's own. A turn that goes on from it does not inherit them. */
  @IsOptional()
  @IsString()
  instructions?: string | null;

  /** The id of the response that this turn goes on from. Several turns may go on from one response. */
  @IsOptional()
  @IsString()
  previous_response_id?: string | null;

  /**
   * The conversation that this turn is the next of: an id (`conv_…`), an object with the id, or any other name, under
   * which a conversation is begun the first time. Not together with `previous_response_id`.
   */
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [{ type: 'string' }, { $ref: getSchemaPath(ConversationReferenceDto) }],
  })
  @CheckedBy(checkConversation)
  conversation?: string | ConversationReferenceDto | null;

  /** Tools that the client executes, beside those of the agent, which the server runs by itself. */
  @CheckedBy(checkTools)
  tools?: FunctionToolDto[] | null;

  /** Whether the agent may (`auto`), must (`required`) or must not (`none`) call tools, or which. */
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [
      { type: 'string', enum: ['none', 'auto', 'required'] },
      { $ref: getSchemaPath(FunctionToolChoiceDto) },
      { $ref: getSchemaPath(AllowedToolsDto) },
    ],
  })
  @CheckedBy(checkToolChoice)
  tool_choice?: ToolChoiceDto | null;

  /** Whether the agent may call several tools in one step. Default: true. */
  @IsOptional()
  @IsBoolean()
  parallel_tool_calls?: boolean | null;

  /** The form of the answer, and its length. */
  @CheckedBy(checkText)
  text?: TextSettingsDto | null;

  /** How the model is to think. */
  @CheckedBy(checkReasoning)
  reasoning?: ReasoningSettingsDto | null;

  /** What happens to a history that is longer than the model's window; the agent decides, whichever is given. */
  @IsOptional()
  @IsIn(['auto', 'disabled'])
  truncation?: 'auto' | 'disabled' | null;
}
