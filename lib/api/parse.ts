import type * as z from 'zod';
import { BadRequest, type Problem, TooLarge } from '../errors.ts';

/** An answer lists every problem; one that a program made by the thousand is as well understood by its first ones. */
const MAX_PROBLEMS = 500;

/**
 * Validates what came from outside.
 * @param place where in the request the value is, such as `query`; the body itself has no such prefix
 * @param rules what the schema cannot say; asked only where the schema refuses the value
 * @throws BadRequest with every problem and its place; TooLarge when a limit of size was passed
 */
export function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  place = '',
  rules: (value: unknown) => readonly Problem[] = () => [],
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const tooLarge = issue.code === 'custom' ? issue.params?.too_large : undefined;
    if (typeof tooLarge === 'string') {
      throw new TooLarge(tooLarge, `${pathOf(issue.path, place)} ${issue.message}`);
    }
  }
  const ofShape = problemsOf(parsed.error, place);
  const wrong = new Set(ofShape.map(({ path }) => path));
  // What has the wrong shape breaks a rule as well; its place is named once.
  const problems = [...ofShape, ...rules(value).filter(({ path }) => !wrong.has(path))];
  throw BadRequest.of(problems.slice(0, MAX_PROBLEMS));
}

/** Every problem of a failed validation; an unknown field is a problem at its own place. */
function problemsOf(error: z.ZodError, place: string): Problem[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: pathOf([...issue.path, key], place),
          code: 'unknown_field',
          message: 'there is no such field; remove it',
        }))
      : [{ path: pathOf(issue.path, place), code: issue.code, message: issue.message }],
  );
}

/** `['steps', 3, 'id']` as `steps[3].id`. */
function pathOf(path: readonly PropertyKey[], place: string): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, place);
}
