import { describe, expect, it } from '@jest/globals';
import { fromMcpResult } from './mcp-result.mapper.js';

describe('fromMcpResult', () => {
  it('keeps text, images and audio in their order', () => {
    expect(
      fromMcpResult({
        content: [
          { type: 'text', text: 'Look:', annotations: { priority: 1 } },
          { type: 'image', data: 'aW1n', mimeType: 'image/webp' },
          { type: 'audio', data: 'c25k', mimeType: 'audio/mpeg' },
        ],
      }),
    ).toEqual({
      content: [
        { type: 'text', text: 'Look:' },
        { type: 'file', mediaType: 'image/webp', data: 'aW1n' },
        { type: 'file', mediaType: 'audio/mpeg', data: 'c25k' },
      ],
    });
  });

  it('says where a resource is from', () => {
    expect(
      fromMcpResult({
        content: [
          { type: 'resource', resource: { uri: 'file:///a.txt', mimeType: 'text/plain', text: 'A' } },
          { type: 'resource', resource: { uri: 'file:///b.pdf', mimeType: 'application/pdf', blob: 'cGRm' } },
          { type: 'resource', resource: { uri: 'file:///c', blob: 'Yw==' } },
        ],
      }).content,
    ).toEqual([
      { type: 'text', text: 'file:///a.txt:\nA' },
      { type: 'text', text: 'file:///b.pdf:' },
      { type: 'file', mediaType: 'application/pdf', data: 'cGRm' },
      { type: 'text', text: 'file:///c:' },
      { type: 'file', mediaType: 'application/octet-stream', data: 'Yw==' },
    ]);
  });

  it('describes links to resources', () => {
    const link = { type: 'resource_link', uri: 'demo://1', name: 'one', description: 'The first.' };
    expect(fromMcpResult({ content: [link] }).content).toEqual([
      { type: 'text', text: 'Resource demo://1 – one – The first.' },
    ]);
  });

  it('gives structured content as data beside the text', () => {
    const structuredContent = { celsius: 33 };
    expect(fromMcpResult({ content: [{ type: 'text', text: '33 °C' }], structuredContent })).toEqual({
      content: [{ type: 'text', text: '33 °C' }],
      structuredContent,
    });
  });

  it('gives structured content as text when there is nothing else', () => {
    expect(fromMcpResult({ content: [], structuredContent: { celsius: 33 } })).toEqual({
      content: [{ type: 'text', text: '{"celsius":33}' }],
      structuredContent: { celsius: 33 },
    });
  });

  it.each([
    [{ content: [{ type: 'text', text: 'No such file.' }], isError: true }, 'No such file.'],
    [{ content: [], isError: true }, 'The tool failed and did not say why.'],
  ])('marks failures', (result, text) => {
    expect(fromMcpResult(result)).toEqual({ content: [{ type: 'text', text }], isError: true });
  });

  it('reads the results of the oldest servers', () => {
    expect(fromMcpResult({ toolResult: 'old' })).toEqual({ content: [{ type: 'text', text: 'old' }] });
    expect(fromMcpResult({ toolResult: { a: 1 } })).toMatchObject({ structuredContent: { a: 1 } });
  });

  it.each([{}, { content: [] }, { content: 'text' }, { content: null }])('takes %j for done', (result) => {
    expect(fromMcpResult(result)).toEqual({ content: [{ type: 'text', text: 'Done.' }] });
  });

  it.each([
    null,
    7,
    ['x'],
    { type: 'hologram', data: 1 },
    { type: 'text' },
    { type: 'image', data: 3 },
    { type: 'resource' },
  ])('shows %j, of which it knows nothing, as JSON', (block) => {
    expect(fromMcpResult({ content: [block] }).content).toEqual([
      { type: 'text', text: JSON.stringify(block) },
    ]);
  });
});
