import { ApiProperty } from '@nestjs/swagger';

/** A model, which here is an agent. */
export class ModelDto {
  /**
   * What to send as `model`.
   * @example "hermes-agent"
   */
  id!: string;
  /** Which kind of object this is. */
  object!: 'model';
  /** Seconds since the epoch. */
  @ApiProperty({ type: 'integer' })
  created!: number;
  /** Who offers the model. */
  owned_by!: string;
  /** What the agent is for. */
  description?: string;
}

/** All models. */
export class ModelListDto {
  /** Which kind of object this is. */
  object!: 'list';
  /** The agents, the default one first. */
  data!: ModelDto[];
}
