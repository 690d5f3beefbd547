/** What a front end wants done on the side, without the user having asked for it. */
export type TaskKind =
  | 'title'
  | 'tags'
  | 'follow-ups'
  | 'queries'
  | 'image-prompt'
  | 'autocompletion'
  | 'emoji'
  | 'function-calling'
  | 'summary'
  | 'merged-answer'
  /** A task that only its header names. */
  | 'other';

/** The values of Open WebUI's `{{TASK}}`. */
const KINDS_OF_HEADER: Readonly<Record<string, TaskKind>> = {
  title_generation: 'title',
  tags_generation: 'tags',
  follow_up_generation: 'follow-ups',
  query_generation: 'queries',
  image_prompt_generation: 'image-prompt',
  autocomplete_generation: 'autocompletion',
  emoji_generation: 'emoji',
  function_calling: 'function-calling',
  moa_response_generation: 'merged-answer',
};

/** How templates write that there is no task. */
const NO_TASK = /^(?:none|null|undefined|false|nil)$/i;

/**
 * The task that a header names. Undefined for what is no name: versions of Open WebUI without templates send
 * `{{TASK}}` itself, with every request.
 */
export function kindOfHeader(task: string): TaskKind | undefined {
  if (!/^[a-z][\w.:-]{0,63}$/i.test(task) || NO_TASK.test(task)) return undefined;
  return Object.hasOwn(KINDS_OF_HEADER, task) ? KINDS_OF_HEADER[task] : 'other';
}
