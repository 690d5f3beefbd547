/** The tools that Open WebUI puts into every chat unless it is told not to; it runs them itself. */
const NAMES = {
  get_current_timestamp: [],
  calculate_timestamp: ['days_ago'],
  ask_user: ['question'],
  search_chats: ['query'],
  view_chat: ['chat_id'],
  list_knowledge_bases: [],
  search_knowledge_bases: ['query'],
  query_knowledge_bases: ['query'],
  view_knowledge_file: ['file_id'],
  search_notes: ['query'],
  view_note: ['note_id'],
  write_note: ['title', 'content'],
  search_memories: ['query'],
  add_memory: ['content'],
  replace_memory_content: ['memory_id', 'content'],
  create_tasks: ['tasks'],
  update_task: ['task_id', 'status'],
  search_calendar_events: ['query'],
  create_calendar_event: ['title', 'start'],
  create_automation: ['name', 'schedule'],
} as const;

/** A tool as Open WebUI sends it to a chat completions endpoint. */
export interface NativeTool {
  readonly type: 'function';
  readonly function: { readonly name: string; readonly description: string; readonly parameters: object };
}

/** Twenty tools, as a chat of Open WebUI carries them. */
export const NATIVE_TOOLS: readonly NativeTool[] = Object.entries(NAMES).map(([name, parameters]) => ({
  type: 'function',
  function: {
    name,
    description: `Open WebUI's own: ${name.replaceAll('_', ' ')}.`,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(
        parameters.map((parameter) => [parameter, { type: 'string', description: parameter }]),
      ),
      required: parameters,
    },
  },
}));

/** What Open WebUI gets when it runs one of its tools. */
export function runNativeTool(name: string): string {
  return name in NAMES
    ? JSON.stringify({ tool: name, current_iso: '2026-11-28T10:00:00Z' })
    : 'Tool not found';
}
