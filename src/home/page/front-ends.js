/**
 * What is needed to connect to this server. `key` is what to send as the key, also where the server asks for none.
 * @typedef {{ origin: string, model: string, key: string }} Connection
 * @typedef {{ label: string, value: string }} Setting
 * @typedef {{ name: string, where: string, settings?: Setting[], code?: string, file?: string, note?: string }} FrontEnd
 */

const CONTAINER =
  'Runs in a container? There, this machine is called host.docker.internal instead of localhost, ' +
  'and the server has to listen beyond it (API_SERVER_HOST=0.0.0.0, with a key).';
/** With them the agent knows which chat a request belongs to, and that what its tools do can be shown. */
const OPEN_WEBUI_HEADERS = JSON.stringify({
  'X-OpenWebUI-Chat-Id': '{{CHAT_ID}}',
  'X-OpenWebUI-Message-Id': '{{MESSAGE_ID}}',
  'X-OpenWebUI-User-Message-Id': '{{USER_MESSAGE_ID}}',
  'X-OpenWebUI-User-Message-Parent-Id': '{{USER_MESSAGE_PARENT_ID}}',
  'X-OpenWebUI-Task': '{{TASK}}',
});
const FROM_BROWSER = 'It calls from the browser: name its origin in API_SERVER_CORS_ORIGINS.';

/**
 * The settings of each front end, in the words that it has for them.
 * @param {Connection} connection
 * @returns {FrontEnd[]}
 */
export function frontEnds({ origin, model, key }) {
  const base = `${origin}/v1`;
  const isLocal = /^https?:\/\/(localhost|127\.|\[::1\])/.test(origin);
  const container = isLocal ? { note: CONTAINER } : {};
  const apiKey = { label: 'API Key', value: key };
  return [
    {
      name: 'Open WebUI',
      where: 'Admin Settings → Connections → OpenAI → Manage → Add New Connection',
      settings: [
        { label: 'URL', value: base },
        { label: 'Key', value: key },
        { label: 'Headers', value: OPEN_WEBUI_HEADERS },
      ],
      ...container,
    },
    {
      name: 'LibreChat',
      where: 'An endpoint of its own in',
      file: 'librechat.yaml',
      code: libreChat(base, model, key),
      ...container,
    },
    {
      name: 'LobeChat',
      where: 'Settings → AI Service Provider → OpenAI',
      settings: [apiKey, { label: 'API Proxy URL', value: base }, { label: 'Model list: add', value: model }],
      note: `Switch “Use Client-Side Fetching” off. ${isLocal ? CONTAINER : ''}`,
    },
    {
      name: 'NextChat',
      where: 'Settings → Custom Endpoint, with OpenAI as the provider. Its address has no /v1.',
      settings: [
        { label: 'OpenAI Endpoint', value: origin },
        apiKey,
        { label: 'Custom Models', value: model },
      ],
      note: FROM_BROWSER,
    },
    {
      name: 'AnythingLLM',
      where: 'Settings → AI Providers → LLM → Generic OpenAI',
      settings: [
        { label: 'Base URL', value: base },
        apiKey,
        { label: 'Chat Model Name', value: model },
        { label: 'Max Tokens', value: '4096' },
      ],
      ...container,
    },
    {
      name: 'Chatbox',
      where: 'Settings → Model Provider → Add → OpenAI API Compatible. The path stays empty.',
      settings: [apiKey, { label: 'API Host', value: origin }, { label: 'Model', value: model }],
    },
    {
      name: 'Cherry Studio',
      where: 'Settings → Model Provider → Add, of the type OpenAI. Its address has no /v1.',
      settings: [apiKey, { label: 'API Host', value: origin }, { label: 'Model ID', value: model }],
    },
    {
      name: 'Jan',
      where: 'Settings → Model Providers → Add Provider → OpenAI-compatible',
      settings: [{ label: 'Base URL', value: base }, apiKey, { label: 'Model', value: model }],
      note: 'Jan is a browser page: set API_SERVER_CORS_ORIGINS=tauri://localhost,http://tauri.localhost.',
    },
    {
      name: 'Cline',
      where: 'Settings → API Provider: OpenAI Compatible',
      settings: [{ label: 'Base URL', value: base }, apiKey, { label: 'Model ID', value: model }],
    },
    {
      name: 'Continue',
      where: 'A model in',
      file: '~/.continue/config.yaml',
      code: continueConfig(base, model, key),
    },
    { name: 'openai for JavaScript', where: 'npm install openai', code: javaScript(base, model, key) },
    { name: 'openai for Python', where: 'pip install openai', code: python(base, model, key) },
    { name: 'curl', where: 'In a terminal', code: curl(base, model, key) },
  ];
}

/** @param {string} base @param {string} model @param {string} key */
function libreChat(base, model, key) {
  return `version: 1.2.1
endpoints:
  custom:
    - name: 'Hermes'
      apiKey: '${key}'
      baseURL: '${base}'
      models:
        default: ['${model}']
        fetch: true
      titleConvo: true
      titleModel: 'current_model'
      headers:
        X-LibreChat-User-Id: '{{LIBRECHAT_USER_ID}}'
        X-LibreChat-Conversation-Id: '{{LIBRECHAT_BODY_CONVERSATIONID}}'`;
}

/** @param {string} base @param {string} model @param {string} key */
function continueConfig(base, model, key) {
  return `name: Hermes
version: 1.0.0
schema: v1
models:
  - name: Hermes
    provider: openai
    model: ${model}
    apiBase: ${base}
    apiKey: ${key}
    roles: [chat, edit, apply]`;
}

/** @param {string} base @param {string} model @param {string} key */
function javaScript(base, model, key) {
  return `import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: '${base}',
  apiKey: '${key}',
});
const response = await client.responses.create({
  model: '${model}',
  input: 'Hello! Who are you?',
});
console.log(response.output_text);`;
}

/** @param {string} base @param {string} model @param {string} key */
function python(base, model, key) {
  return `from openai import OpenAI

client = OpenAI(base_url="${base}", api_key="${key}")
response = client.responses.create(
    model="${model}", input="Hello! Who are you?"
)
print(response.output_text)`;
}

/** @param {string} base @param {string} model @param {string} key */
function curl(base, model, key) {
  const body = JSON.stringify({
    model,
    stream: true,
    messages: [{ role: 'user', content: 'Hello! Who are you?' }],
  });
  return `curl -N ${base}/chat/completions \\
  -H 'Content-Type: application/json' \\
  -H 'Authorization: Bearer ${key}' \\
  -d '${body}'`;
}
