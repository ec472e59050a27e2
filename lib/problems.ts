import type * as z from 'zod';
import type { Problem } from './errors.ts';

/** A path as people write it: `steps[3].transitions[0].to_step_id`; keys that are no plain names are quoted. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => {
      if (typeof part === 'number') return `[${part}]`;
      const key = shortened(String(part));
      if (!/^[\p{L}\p{N}_$][\p{L}\p{N}_$-]*$/u.test(key)) return `[${JSON.stringify(key)}]`;
      return at === 0 ? key : `.${key}`;
    })
    .join('');
}

/** A key may be as long as a request. */
const MAX_KEY = 300;
const shortened = (key: string): string =>
  key.length > MAX_KEY ? `${key.slice(0, MAX_KEY).toWellFormed()}...` : key;

/**
 * Every finding of a schema as a problem with its place; unknown fields are one problem each. A schema's own finding
 * may name its code in `params.code`.
 * @param place where the value is in the whole
 */
export function toProblems(error: z.ZodError, place: readonly PropertyKey[] = []): Problem[] {
  const at = (path: readonly PropertyKey[]) => pathText([...place, ...path]);
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: at([...issue.path, key]),
        code: 'unknown_field',
        message: 'this field is not known; check its spelling or leave it out',
      }));
    }
    return [{ path: at(issue.path), code: codeOf(issue), message: messageOf(issue) }];
  });
}

type Issue = z.ZodError['issues'][number];

const codeOf = (issue: Issue): string =>
  issue.code === 'custom' && typeof issue.params?.code === 'string' ? issue.params.code : issue.code;

/** Zod begins with "Invalid input: expected string, received number"; the place is in the path already. */
function messageOf(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return `is required (${issue.expected})`;
  }
  const text = issue.message.replace(/^(Invalid input|Invalid option): /, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
