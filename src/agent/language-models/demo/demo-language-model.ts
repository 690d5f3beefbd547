import { OpenAiCompatibleLanguageModel } from '../openai-compatible/openai-compatible-language-model.js';
export class DemoLanguageModel extends OpenAiCompatibleLanguageModel { constructor() { super({ baseUrl: 'http://127.0.0.1:9/v1', modelId: 'demo', connectTimeoutMs: 1000 }); } }
