import * as z from 'zod';

/** A record that loses nothing: `z.record` leaves out one name without a word, and this refuses it at its place. */
export const strictRecord = <Key extends z.ZodString, Value extends z.ZodType>(key: Key, value: Value) =>
  z.preprocess(
    (record, context) => {
      if (typeof record === 'object' && record !== null && Object.hasOwn(record, '__proto__')) {
        context.addIssue({
          code: 'custom',
          path: ['__proto__'],
          message: 'cannot be the name of a field',
          params: { code: 'reserved_name' },
        });
      }
      return record;
    },
    z.record(key, value),
  );
