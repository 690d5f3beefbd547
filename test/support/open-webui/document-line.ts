/** The JSON of a line as Open WebUI reads it: each `data:` line is a document of its own. */
export function documentOn(line: string): Record<string, unknown> | undefined {
  const isData = line.startsWith('data:');
  const text = isData ? line.slice('data:'.length).trim() : line.trim();
  if (text === '' || text === '[DONE]') return undefined;
  try {
    const json = JSON.parse(text) as Record<string, unknown>;
    // Of lines that are no data, only errors are looked at.
    return isData || 'error' in json ? json : undefined;
  } catch (error) {
    // There, such a line is skipped silently; here it is what a test has to see.
    if (isData) throw new Error(`This data line is no JSON: ${text}`, { cause: error });
    return undefined;
  }
}
