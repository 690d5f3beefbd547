import { textMatching } from './scalars.js';

/** Reads the id under which clients see an agent. */
export const modelName = textMatching(
  /^[A-Za-z\d._:/-]{1,128}$/,
  'must have 1 to 128 characters, only letters, digits and . _ : / -',
);

/** Reads the name of a language model: an upstream's id, `provider:model` or `demo`. */
export const modelId = textMatching(
  /^[^\p{Cc}]{1,256}$/u,
  'must have 1 to 256 characters, without control characters',
);
