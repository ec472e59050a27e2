import type * as z from 'zod';
import { BadRequest, type Problem, TooLarge } from '../errors.ts';
import { pathText, toProblems } from '../problems.ts';

/**
 * Validates what came from outside.
 * @param part which part of the request the value is, such as `query`; the body itself has no name
 * @param rules what the schema cannot say; asked only where the schema refuses the value
 * @throws BadRequest with every problem and its place; TooLarge when a limit of size was passed
 */
export function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  part?: string,
  rules: (value: unknown) => readonly Problem[] = () => [],
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const place = part === undefined ? [] : [part];
  for (const issue of parsed.error.issues) {
    const tooLarge = issue.code === 'custom' ? issue.params?.too_large : undefined;
    if (typeof tooLarge === 'string') {
      throw new TooLarge(tooLarge, `${pathText([...place, ...issue.path])} ${issue.message}`);
    }
  }
  const ofShape = toProblems(parsed.error, place);
  const wrong = new Set(ofShape.map(({ path }) => path));
  // What has the wrong shape breaks a rule as well; its place is named once.
  throw BadRequest.of([...ofShape, ...rules(value).filter(({ path }) => !wrong.has(path))]);
}
