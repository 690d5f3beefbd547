import { defaultAnswer, type AnswerScript } from './answer-script.ts';
import { parseJson } from './parse-json.ts';

const scriptedModelPrefix = 'scripted:';

/** Decides which script answers next: a queued one, else the one in the model's name, else the default. */
export class ScriptQueue {
  #queued: AnswerScript[] = [];
  #default: AnswerScript = defaultAnswer;

  /** Appends scripts; each answers one request. */
  add(scripts: readonly AnswerScript[]): void {
    this.#queued.push(...scripts);
  }

  /** Sets the answer to requests that no other script answers; `null` goes back to the built-in one. */
  setDefault(script: AnswerScript | null): void {
    this.#default = script ?? defaultAnswer;
  }

  /** Takes the script that answers a request for `model`; `undefined` when the model's name holds a broken one. */
  take(model: string): AnswerScript | undefined {
    const queued = this.#queued.shift();
    if (queued) return queued;
    if (!model.startsWith(scriptedModelPrefix)) return this.#default;
    return parseJson(model.slice(scriptedModelPrefix.length)) as AnswerScript | undefined;
  }

  reset(): void {
    this.#queued = [];
    this.#default = defaultAnswer;
  }
}
