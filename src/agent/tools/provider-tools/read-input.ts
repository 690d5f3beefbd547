import type { JSONObject } from '@ai-sdk/provider';
import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';

/** Arguments as an instance of their class, or what is wrong with them. */
export type ReadInput =
  | { readonly valid: true; readonly input: object }
  | { readonly valid: false; readonly problems: readonly string[] };

/** Makes an instance of `inputClass`, nested classes included, and asks its validators, custom ones included. */
export async function readInput(inputClass: Type<object>, json: JSONObject): Promise<ReadInput> {
  const input = plainToInstance(inputClass, json);
  const errors = await validate(input, { forbidUnknownValues: false });
  if (errors.length === 0) return { valid: true, input };
  return { valid: false, problems: errors.flatMap((error) => problemsOf(error, '')) };
}

function problemsOf(
  { property, constraints = {}, children = [] }: ValidationError,
  parent: string,
): string[] {
  const path =
    parent + (/^\d+$/.test(property) ? `[${property}]` : parent === '' ? property : `.${property}`);
  return [
    ...Object.values(constraints).map((problem) => `${path}: ${problem}`),
    ...children.flatMap((child) => problemsOf(child, path)),
  ];
}
