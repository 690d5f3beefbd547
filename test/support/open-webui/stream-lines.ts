/** The lines of a stream, each as soon as it is whole; a last line without an end counts. */
export async function* streamLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest;
}

/** The JSON of a line as Open WebUI reads it: each `data:` line is a document of its own. */
export function jsonOf(line: string): Record<string, unknown> | undefined {
  const text = line.startsWith('data:') ? line.slice('data:'.length).trim() : line.trim();
  if (text === '' || text === '[DONE]') return undefined;
  try {
    const json = JSON.parse(text) as Record<string, unknown>;
    // Of lines that are no data, only errors are looked at.
    return line.startsWith('data:') || 'error' in json ? json : undefined;
  } catch (error) {
    // There, such a line is skipped silently; here it is what a test has to see.
    if (line.startsWith('data:')) throw new Error(`This data line is no JSON: ${text}`, { cause: error });
    return undefined;
  }
}
