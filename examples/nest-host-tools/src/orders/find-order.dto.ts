import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

export class FindOrderDto {
  @Matches(/^\d{4}$/)
  @ApiProperty({ description: 'The four digits on the receipt.', example: '1001' })
  number!: string;
}
