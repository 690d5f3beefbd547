const question = [{ role: 'user', content: 'Hello! Who are you?' }];

/** Requests to begin with, as Swagger UI offers them. */
export const REQUEST_EXAMPLES = {
  plain: {
    summary: 'A question',
    value: { model: 'hermes-agent', messages: question },
  },
  streamed: {
    summary: 'A streamed answer, with its usage',
    value: {
      model: 'hermes-agent',
      messages: question,
      stream: true,
      stream_options: { include_usage: true },
    },
  },
  tool: {
    summary: 'A tool that the client runs',
    value: {
      model: 'hermes-agent',
      messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'Get the weather of a city',
            parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          },
        },
      ],
    },
  },
  schema: {
    summary: 'An answer that fits a JSON Schema',
    value: {
      model: 'hermes-agent',
      messages: [{ role: 'user', content: 'A recipe for pancakes, please.' }],
      response_format: {
        type: 'json_schema',
        json_schema: {
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
