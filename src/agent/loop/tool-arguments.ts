import type { JSONObject, JSONSchema7 } from '@ai-sdk/provider';
import type { Ajv, ErrorObject, SchemaObject, ValidateFunction } from 'ajv';

/** The arguments of a call, or a sentence that tells the model what is wrong with them. */
export type ToolArguments = { readonly input: JSONObject } | { readonly problem: string };

const MOST_PROBLEMS_SHOWN = 10;
const validators = new WeakMap<JSONSchema7, ValidateFunction>();
let loading: Promise<{ draft7: Ajv; draft2020: Ajv }> | undefined;

/** Reads what a model wrote as the arguments of a tool with this schema. */
export async function readToolArguments(text: string, schema: JSONSchema7): Promise<ToolArguments> {
  // Models leave the arguments of a tool that needs none empty.
  const parsed = parseObject(text.trim() === '' ? '{}' : text);
  if ('problem' in parsed) return parsed;
  let validate: ValidateFunction;
  try {
    validate = validators.get(schema) ?? (await compile(schema));
  } catch (error) {
    return { problem: `The tool cannot be used, because its own schema is broken: ${messageOf(error)}.` };
  }
  if (validate(parsed.input)) return parsed;
  return { problem: `The arguments do not fit the tool's schema: ${describe(validate.errors ?? [])}.` };
}

/** Throws where the schema is not one. */
async function compile(schema: JSONSchema7): Promise<ValidateFunction> {
  loading ??= load();
  const { draft7, draft2020 } = await loading;
  const ajv = schema.$schema?.includes('2020-12') === true ? draft2020 : draft7;
  const validate = ajv.compile(schema as SchemaObject);
  // The validator is kept for as long as the schema is; ajv would keep both for ever.
  ajv.removeSchema(schema as SchemaObject);
  validators.set(schema, validate);
  return validate;
}

/** Loaded with the first call of a tool: most of a server's life needs none of it. */
async function load(): Promise<{ draft7: Ajv; draft2020: Ajv }> {
  const [{ Ajv }, { Ajv2020 }, { default: formats }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
  ]);
  // Schemas come from many hands: a keyword that nobody knows is no reason to refuse a tool.
  // Two servers may well give their schemas the same `$id`; nothing here refers to one by it.
  const options = { allErrors: true, strict: false, addUsedSchema: false, logger: false } as const;
  const draft7 = new Ajv(options);
  const draft2020: Ajv = new Ajv2020(options);
  for (const ajv of [draft7, draft2020]) formats.default(ajv);
  return { draft7, draft2020 };
}

function parseObject(text: string): ToolArguments {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    return { problem: `The arguments are not valid JSON: ${messageOf(error)}.` };
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return { problem: 'The arguments are not a JSON object.' };
  return { input: input as JSONObject };
}

function describe(errors: readonly ErrorObject[]): string {
  const problems = errors.slice(0, MOST_PROBLEMS_SHOWN).map(describeOne);
  const more = errors.length - problems.length;
  return problems.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function describeOne({ instancePath, message = 'is not valid', keyword, params }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.');
  const where = path === '' ? '' : `'${path}' `;
  if (keyword === 'additionalProperties')
    return `${where}must not have the property '${String(params['additionalProperty'])}'`;
  if (keyword === 'enum') return `${where}${message}: ${JSON.stringify(params['allowedValues'])}`;
  return where + message;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
