/**
 * Options of `HomeModule`.
 *
 * @publicApi
 */
export interface HomeModuleOptions {
  /** Where the application serves its API documentation, as a path without a slash in front. Default: no link. */
  readonly apiDocsPath?: string;
}
