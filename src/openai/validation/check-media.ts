import type { FieldProblem } from '../checked-by.decorator.js';

const IMAGE_URL = /^(?:data:image\/[\w.+-]+(?:;[\w=.-]+)*;base64,.|https?:\/\/.)/i;
const DATA_URL = /^data:/i;
const BASE64_DATA_URL = /^data:[^,]*;base64,/i;

type MediaProblem = Omit<FieldProblem, 'param'>;

/** The URL of an image is one that can be fetched, or holds the image in base64. */
export function checkImageUrl(url: unknown): MediaProblem | undefined {
  if (typeof url !== 'string' || !IMAGE_URL.test(url.slice(0, 200))) {
    return {
      message: "must be an http(s) URL or a data URL such as 'data:image/png;base64,…'.",
      code: 'invalid_image_url',
    };
  }
  if (!DATA_URL.test(url.slice(0, 5)) && !URL.canParse(url)) {
    return { message: 'must be a valid URL.', code: 'invalid_image_url' };
  }
  return undefined;
}

/** The contents of a file are base64, as they are or in a data URL. */
export function checkFileData(data: unknown): MediaProblem | undefined {
  if (typeof data !== 'string' || !DATA_URL.test(data.slice(0, 5))) return undefined;
  return BASE64_DATA_URL.test(data.slice(0, 200))
    ? undefined
    : { message: "must be base64, alone or in a 'data:…;base64,…' URL." };
}
