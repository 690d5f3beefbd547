import { WebSocket } from 'ws';

/** Close codes with which `ws` gives up a connection by itself: broken frames, text that is none, too large messages. */
const UNREADABLE_CODES: ReadonlySet<number | undefined> = new Set([1002, 1007, 1009]);

/** A socket that can still tell its client why a message could not be read, before it closes for that. */
export class AnsweringWebSocket extends WebSocket {
  /** Told of the close code first. */
  onUnreadable: ((code: number) => void) | undefined;

  override close(code?: number, reason?: string | Buffer): void {
    if (code !== undefined && UNREADABLE_CODES.has(code) && this.readyState === WebSocket.OPEN)
      this.onUnreadable?.(code);
    super.close(code, reason);
  }
}
