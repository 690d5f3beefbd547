import { describe, expect, it } from '@jest/globals';
import { checkContent, type PartType } from './check-content.js';

const EVERYTHING: readonly PartType[] = ['text', 'image_url', 'input_audio', 'file', 'refusal'];

/** The path, within the message, of the problem with one part. */
function pathOf(part: unknown): string | undefined {
  return checkContent([part], EVERYTHING)?.param;
}

function image(url: unknown, more: object = {}): object {
  return { type: 'image_url', image_url: { url, ...more } };
}

describe('checkContent', () => {
  it.each<[string, unknown]>([
    ['an empty text', ''],
    ['no parts', []],
    ['text', [{ type: 'text', text: '' }]],
    ['a refusal', [{ type: 'refusal', refusal: 'No.' }]],
    ['a picture by its URL', [image('https://example.com/a.png?size=1#top')]],
    ['a picture in base64', [image('data:image/png;base64,iVBORw0KGgo=')]],
    ['a picture with parameters', [image('data:image/svg+xml;charset=utf-8;base64,PHN2Zy8+')]],
    ['a picture with a scheme in capitals', [image('DATA:image/PNG;base64,iVBORw0KGgo=')]],
    ['a picture to look at closely', [image('https://example.com/a.png', { detail: 'high' })]],
    ['a picture with a null detail', [image('https://example.com/a.png', { detail: null })]],
    ['a bare URL where OpenAI has an object', [{ type: 'image_url', image_url: 'https://example.com/a' }]],
    ['sound', [{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }]],
    ['a file by its id', [{ type: 'file', file: { file_id: 'file-1' } }]],
    ['a file with contents', [{ type: 'file', file: { file_data: 'JVBERi0=', filename: 'a.pdf' } }]],
    ['a file as a data URL', [{ type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0=' } }]],
  ])('accepts %s', (_, content) => {
    expect(checkContent(content, EVERYTHING)).toBeUndefined();
  });

  it.each([null, undefined, 7, {}])('refuses %p', (content) => {
    expect(checkContent(content, EVERYTHING)?.param).toBe('.content');
  });

  it.each<[string, unknown, string]>([
    ['that is no object', 'text', ''],
    ['without a type', { text: 'Hi' }, '.type'],
    ['of an unknown type', { type: 'video_url' }, '.type'],
    ['of a type that every object has', { type: 'toString' }, '.type'],
    ['without its text', { type: 'text' }, '.text'],
    ['without its refusal', { type: 'refusal', refusal: null }, '.refusal'],
    ['without its picture', { type: 'image_url' }, '.image_url'],
    ['whose picture has no URL', { type: 'image_url', image_url: {} }, '.image_url.url'],
    ['whose bare URL is none', { type: 'image_url', image_url: 'a.png' }, '.image_url'],
    ['with a file URL', image('file:///etc/passwd'), '.image_url.url'],
    ['with an impossible URL', image('https://exa mple.com:port/'), '.image_url.url'],
    ['with a data URL of a text', image('data:text/html;base64,PGI+'), '.image_url.url'],
    ['with a data URL not in base64', image('data:image/svg+xml;utf8,<svg/>'), '.image_url.url'],
    ['with an empty data URL', image('data:image/png;base64,'), '.image_url.url'],
    ['with a numeric detail', image('https://example.com/', { detail: 2 }), '.image_url.detail'],
    ['without its sound', { type: 'input_audio' }, '.input_audio'],
    ['without sound data', { type: 'input_audio', input_audio: { format: 'wav' } }, '.input_audio.data'],
    [
      'with another sound',
      { type: 'input_audio', input_audio: { data: '', format: 'ogg' } },
      '.input_audio.format',
    ],
    ['without its file', { type: 'file' }, '.file'],
    ['with an empty file', { type: 'file', file: { filename: 'a' } }, '.file'],
    ['with a numeric file name', { type: 'file', file: { file_id: 'a', filename: 1 } }, '.file.filename'],
    [
      'with a file not in base64',
      { type: 'file', file: { file_data: 'data:text/plain,Hi' } },
      '.file.file_data',
    ],
    ['with a broken data URL', { type: 'file', file: { file_data: 'data:text/plain' } }, '.file.file_data'],
  ])('names the field of a part %s', (_, part, path) => {
    expect(pathOf(part)).toBe(`.content[0]${path}`);
  });

  it('names the part at fault among many', () => {
    const text = { type: 'text', text: 'Hi' };
    expect(checkContent([text, text, { type: 'text', text: 7 }], EVERYTHING)?.param).toBe('.content[2].text');
  });

  it('lists the types that are allowed at this place', () => {
    expect(checkContent([image('https://example.com/')], ['text', 'refusal'])).toEqual({
      param: '.content[0].type',
      message: "must be one of 'text', 'refusal' here.",
      code: 'unsupported_content_type',
    });
  });

  it('reads no more than the beginning of a large picture', () => {
    const large = image(`data:image/png;base64,${'A'.repeat(20_000_000)}`);
    const start = performance.now();
    for (let round = 0; round < 200; round++) checkContent([large], EVERYTHING);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
