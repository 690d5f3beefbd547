import { ApiProperty } from '@nestjs/swagger';
import type { ErrorBody, ErrorType } from '../error-body.js';

/** What went wrong. */
export class ErrorDetailDto {
  /**
   * What went wrong, for people to read.
   * @example "'messages[0].content' must be a string or an array of parts."
   */
  message!: string;
  /** The family of the error. */
  @ApiProperty({ enum: ['invalid_request_error', 'rate_limit_error', 'server_error'] })
  type!: ErrorType;
  /** Machine-readable, e.g. `model_not_found`. */
  @ApiProperty({ nullable: true, type: 'string', example: 'invalid_value' })
  code!: string | null;
  /** A path to the field at fault. */
  @ApiProperty({ nullable: true, type: 'string', example: 'messages[0].content' })
  param!: string | null;
}

/** The one body that every error has. */
export class ErrorDto implements ErrorBody {
  /** What went wrong. */
  error!: ErrorDetailDto;
}
