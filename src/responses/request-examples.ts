/** Requests to begin with, as Swagger UI offers them. */
export const REQUEST_EXAMPLES = {
  plain: { summary: 'A question', value: { model: 'hermes-agent', input: 'Hello! Who are you?' } },
  streamed: {
    summary: 'A streamed answer',
    value: { model: 'hermes-agent', input: 'Hello! Who are you?', stream: true },
  },
  conversation: {
    summary: 'A turn of a named conversation',
    value: { model: 'hermes-agent', input: 'My name is Ada.', conversation: 'my-project' },
  },
  tool: {
    summary: 'A tool that the client runs',
    value: {
      model: 'hermes-agent',
      input: 'What is the weather in Paris?',
      tools: [
        {
          type: 'function',
          name: 'get_weather',
          description: 'Get the weather of a city',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      ],
    },
  },
  schema: {
    summary: 'An answer that fits a JSON Schema',
    value: {
      model: 'hermes-agent',
      input: 'A recipe for pancakes, please.',
      text: {
        format: {
          type: 'json_schema',
          name: 'recipe',
          schema: {
            type: 'object',
            properties: { title: { type: 'string' }, minutes: { type: 'integer' } },
            required: ['title', 'minutes'],
          },
        },
      },
    },
  },
};
