import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Observable, Subscription } from 'rxjs';
export function toReadableStream(parts: Observable<LanguageModelV4StreamPart>, signal?: AbortSignal): ReadableStream<LanguageModelV4StreamPart> {
  let subscription: Subscription | undefined;
  return new ReadableStream({
    start(controller) {
      subscription = parts.subscribe({ next: (p) => controller.enqueue(p), error: (e: unknown) => controller.error(e), complete: () => controller.close() });
      signal?.addEventListener('abort', () => { subscription?.unsubscribe(); controller.error(signal.reason); }, { once: true });
    },
    cancel() { subscription?.unsubscribe(); },
  });
}
