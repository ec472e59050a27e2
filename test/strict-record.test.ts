import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { toProblems } from '../lib/problems.ts';
import { strictRecord } from '../lib/strict-record.ts';

const RESERVED = '__proto__';
const schema = strictRecord(z.string().min(1), z.int());
const record = fc
  .dictionary(fc.string({ minLength: 1 }), fc.integer())
  .filter((names) => !Object.hasOwn(names, RESERVED));

describe('a strict record', () => {
  it('keeps every name', () => {
    fc.assert(
      fc.property(record, (names) => {
        expect(Object.entries(schema.parse(names))).toEqual(Object.entries(names));
      }),
    );
  });

  it('refuses the name that it cannot keep, at its place', () => {
    fc.assert(
      fc.property(record, fc.integer(), (names, value) => {
        const { error } = schema.safeParse({ ...names, [RESERVED]: value });
        const problems = error && toProblems(error, ['body']);
        expect(problems).toMatchObject([{ path: 'body.__proto__', code: 'reserved_name' }]);
      }),
    );
  });
});
