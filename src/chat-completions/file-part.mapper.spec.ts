import { describe, expect, it } from '@jest/globals';
import type { FileDto, ImageUrlDto } from './dto/chat-message.dto.js';
import { toFilePart } from './file-part.mapper.js';

function image(image_url: ImageUrlDto) {
  return toFilePart({ type: 'image_url', image_url });
}

function file(file: FileDto) {
  return toFilePart({ type: 'file', file });
}

describe('toFilePart', () => {
  it('splits a data URL into its media type and its contents', () => {
    expect(image({ url: 'data:image/png;base64,iVBORw0KGgo=' })).toEqual({
      type: 'file',
      mediaType: 'image/png',
      data: { type: 'data', data: 'iVBORw0KGgo=' },
    });
  });

  it('leaves parameters of a data URL out of the media type', () => {
    expect(image({ url: 'DATA:image/svg+xml;charset=utf-8;base64,PHN2Zy8+' })).toMatchObject({
      mediaType: 'image/svg+xml',
      data: { data: 'PHN2Zy8+' },
    });
  });

  it('hands on a URL, parsed and as it was sent', () => {
    expect(image({ url: 'https://EXAMPLE.com/a b.png' })).toEqual({
      type: 'file',
      mediaType: 'image/*',
      data: {
        type: 'url',
        url: new URL('https://example.com/a%20b.png'),
        originalUrl: 'https://EXAMPLE.com/a b.png',
      },
    });
  });

  it('takes a bare URL, which some clients send where OpenAI has an object', () => {
    const bare = 'data:image/png;base64,AAAA' as unknown as ImageUrlDto;
    expect(image(bare)).toEqual(image({ url: 'data:image/png;base64,AAAA' }));
  });

  it.each(['data:image/png;base64,AAAA', 'https://example.com/a.png'])(
    'hands on how closely to look at %s',
    (url) => {
      const [closely, anyhow] = [image({ url, detail: 'high' }), image({ url })];
      expect(Object.values(closely.providerOptions ?? {})).toEqual([{ detail: 'high' }]);
      expect(anyhow.providerOptions).toBeUndefined();
    },
  );

  it.each([
    ['wav', 'audio/wav'],
    ['mp3', 'audio/mpeg'],
  ] as const)('knows the media type of %s', (format, mediaType) => {
    expect(toFilePart({ type: 'input_audio', input_audio: { data: 'UklGRg==', format } })).toEqual({
      type: 'file',
      mediaType,
      data: { type: 'data', data: 'UklGRg==' },
    });
  });

  it('hands on a file with its name', () => {
    expect(file({ file_data: 'data:text/csv;base64,YSxi', filename: 'a.csv' })).toEqual({
      type: 'file',
      mediaType: 'text/csv',
      filename: 'a.csv',
      data: { type: 'data', data: 'YSxi' },
    });
  });

  it('takes bare base64 for a PDF', () => {
    expect(file({ file_data: 'JVBERi0=' })).toEqual({
      type: 'file',
      mediaType: 'application/pdf',
      data: { type: 'data', data: 'JVBERi0=' },
    });
  });

  it('hands on the id of a file that the model provider keeps', () => {
    const part = file({ file_id: 'file-abc', filename: 'report.pdf' });
    expect(part).toMatchObject({ type: 'file', filename: 'report.pdf', data: { type: 'reference' } });
    expect(JSON.stringify(part.data)).toContain('"file-abc"');
  });
});
