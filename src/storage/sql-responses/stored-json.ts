import { StorageError } from '../storage-error.js';

/** What a document's JSON says. Throws a `StorageError` that names the document where it is not intact. */
export function parseStored<Document>(json: string, name: string): Document {
  try {
    return JSON.parse(json) as Document;
  } catch (error) {
    throw new StorageError(
      'damaged',
      `The database holds ${name}, but it is not intact. Delete it, or put a backup of the database in its place.`,
      { cause: error },
    );
  }
}
