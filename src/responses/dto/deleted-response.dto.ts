/** What has become of a response. */
export class DeletedResponseDto {
  /** The id that it had. */
  id!: string;
  /** Always `response`. */
  object!: 'response';
  /** Always true. */
  deleted!: true;
}
