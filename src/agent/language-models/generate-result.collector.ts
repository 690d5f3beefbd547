import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';

type Part<Type extends LanguageModelV4StreamPart['type']> = Extract<
  LanguageModelV4StreamPart,
  { type: Type }
>;
type Block = Extract<LanguageModelV4Content, { type: 'text' | 'reasoning' }>;

/** Puts a streamed answer together again; its blocks keep the order in which they began. */
export class GenerateResultCollector {
  private readonly content: LanguageModelV4Content[] = [];
  private readonly blocks = new Map<string, Block>();
  private warnings: Part<'stream-start'>['warnings'] = [];
  private response: LanguageModelV4GenerateResult['response'];
  private finish: Part<'finish'> | undefined;

  add(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
        this.startBlock(part);
        break;
      case 'text-delta':
      case 'reasoning-delta':
        this.extendBlock(part);
        break;
      case 'tool-call':
      case 'tool-result':
      case 'tool-approval-request':
      case 'source':
      case 'file':
      case 'reasoning-file':
      case 'custom':
        this.content.push(part);
        break;
      case 'stream-start':
        this.warnings = part.warnings;
        break;
      case 'response-metadata': {
        const { type: _, ...metadata } = part;
        this.response = { ...this.response, ...metadata };
        break;
      }
      case 'finish':
        this.finish = part;
        break;
      default:
      // A call's input comes whole in its `tool-call`, and the ends of blocks say nothing new.
    }
  }

  /** Undefined while the answer has not finished. */
  result(): LanguageModelV4GenerateResult | undefined {
    if (this.finish === undefined) return undefined;
    const { type: _, ...finish } = this.finish;
    return {
      content: this.content,
      ...finish,
      warnings: this.warnings,
      ...(this.response !== undefined && { response: this.response }),
    };
  }

  private startBlock({ type, id, providerMetadata }: Part<'text-start' | 'reasoning-start'>): void {
    const kind = type === 'text-start' ? 'text' : 'reasoning';
    const block: Block = {
      type: kind,
      text: '',
      ...(providerMetadata !== undefined && { providerMetadata }),
    };
    this.blocks.set(`${kind} ${id}`, block);
    this.content.push(block);
  }

  private extendBlock({ type, id, delta, providerMetadata }: Part<'text-delta' | 'reasoning-delta'>): void {
    const block = this.blocks.get(`${type === 'text-delta' ? 'text' : 'reasoning'} ${id}`);
    if (block === undefined) return;
    block.text += delta;
    if (providerMetadata !== undefined) block.providerMetadata = providerMetadata;
  }
}
