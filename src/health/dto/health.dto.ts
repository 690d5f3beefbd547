/** That the server answers. */
export class HealthDto {
  status!: 'ok';
  /** Which server this is. */
  platform!: 'hermes-agent-server';
  /** @example "0.1.0" */
  version!: string;
}
