import type * as z from 'zod';
import type { Problem } from '../errors.ts';

/** A path as people write it: `steps[3].transitions[0].to_step_id`; keys that are no plain names are quoted. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => {
      if (typeof part === 'number') return `[${part}]`;
      const key = String(part);
      if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key)) return `[${JSON.stringify(key)}]`;
      return at === 0 ? key : `.${key}`;
    })
    .join('');
}

/** Every finding of a schema as a problem with its place; unknown fields are one problem each. */
export function toProblems(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: pathText([...issue.path, key]),
        code: 'unknown_field',
        message: 'this field is not known; check its spelling or leave it out',
      }));
    }
    const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    return [
      {
        path: pathText(issue.path),
        code: isMissing ? 'required' : issue.code,
        message: isMissing ? `is required (${issue.expected})` : inPlainWords(issue.message),
      },
    ];
  });
}

/** Zod begins with "Invalid input: expected string, received number"; the place is in the path already. */
function inPlainWords(message: string): string {
  const text = message.replace(/^(Invalid input|Invalid option): /, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
