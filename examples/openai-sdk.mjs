import OpenAI from 'openai';

const baseURL = process.argv[2] ?? 'http://localhost:8642/v1';
const client = new OpenAI({ baseURL, apiKey: process.env.API_SERVER_KEY ?? 'any text' });
const messages = [{ role: 'user', content: 'Count to 5' }];
const stream = await client.chat.completions.create({ model: 'hermes-agent', messages, stream: true });
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
