import * as z from 'zod';

import { plainText } from '@kith/agent-api';

import { nearestHint } from './nearest-name.js';
import { unwrap } from './unwrap.js';
import { formatPath, isTree, type Path, valueAt } from './value-path.js';

const LONGEST_PATH = 200;

/** Something wrong with a value, and where. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
}

/** What a schema found wrong with `values`, which stand at the path `at`, for a person: where, what was expected, what stands there. */
export function explainIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodObject,
  values: unknown,
  at: readonly string[],
): readonly Problem[] {
  const path = [...at, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = namesAt(schema, issue.path);
    return issue.keys.map((name) => unknownKey([...path, name], known));
  }
  const subject = path.length === 0 ? '' : `${plainText(formatPath(path), LONGEST_PATH)}: `;
  // what is no plain value shows in the file better than here
  const value = valueAt(values, issue.path);
  const isPlain = typeof value !== 'object' || value === null;
  const found = isPlain || issue.code === 'invalid_type' ? got(value) : '';
  return [{ path, message: `${subject}${expectation(issue)}${found}` }];
}

/** A key that nobody knows, with the nearest of those that are known. */
export function unknownKey(path: Path, known: readonly string[]): Problem {
  const hint = nearestHint(String(path.at(-1)), known);
  return { path, message: `unknown key "${plainText(formatPath(path), LONGEST_PATH)}"${hint}` };
}

/** `, got "abc"`. */
export function got(value: unknown): string {
  if (value === undefined) return ', got nothing';
  if (Array.isArray(value)) return ', got a list';
  if (isTree(value)) return ', got a mapping';
  // who writes a password there by mistake does not want it in a log
  const told = JSON.stringify(value).replaceAll(/\/\/[^/@\s]*@/g, '//...@');
  return `, got ${plainText(told)}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${NAMES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' ? 'expected text' : `expected ${issue.minimum} or more`;
    case 'too_big':
      return `expected ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''} or less`;
    default:
      return issue.message;
  }
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a mapping',
};

/** The schema at a path within an object; undefined where it does not follow from the path alone. */
function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return schema;
  const inner = unwrap(schema);
  const next =
    inner instanceof z.ZodObject
      ? (inner.shape[String(name)] as z.core.$ZodType | undefined)
      : inner instanceof z.ZodArray
        ? inner.element
        : undefined;
  return next && schemaAt(next, rest);
}

function namesAt(schema: z.ZodObject, path: Path): readonly string[] {
  const found = schemaAt(schema, path);
  const inner = found && unwrap(found);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
