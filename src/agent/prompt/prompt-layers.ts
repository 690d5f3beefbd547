/** The agent's own prompt with what the caller adds to it, as one system message; undefined where both are empty. */
export function layerPrompt(corePrompt: string, instructions: readonly string[]): string | undefined {
  const layers = [corePrompt, ...instructions].map((layer) => layer.trim()).filter((layer) => layer !== '');
  return layers.length === 0 ? undefined : layers.join('\n\n');
}
