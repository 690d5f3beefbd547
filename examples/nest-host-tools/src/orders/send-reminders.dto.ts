import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

export class SendRemindersDto {
  @IsInt()
  @Min(1)
  @Max(365)
  @ApiPropertyOptional({ description: 'Orders that have waited for fewer days are left alone.' })
  afterDays = 14;
}
