import { ApiProperty } from '@nestjs/swagger';

/** A model, which here is an agent. */
export class ModelDto {
  /** @example "hermes-agent" */
  id!: string;
  object!: 'model';
  /** Seconds since the epoch. */
  @ApiProperty({ type: 'integer' })
  created!: number;
  owned_by!: string;
  description?: string;
}

/** All models. */
export class ModelListDto {
  object!: 'list';
  data!: ModelDto[];
}
