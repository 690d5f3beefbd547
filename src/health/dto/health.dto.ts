/** That the server answers. */
export class HealthDto {
  /** Always `ok`. */
  status!: 'ok';
  /** Which server this is. */
  platform!: 'hermes-agent-server';
  /**
   * The version of the server.
   * @example "0.1.0"
   */
  version!: string;
}
