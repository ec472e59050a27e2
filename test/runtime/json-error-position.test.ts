import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonErrorPosition } from '../../lib/runtime/json-error-position.ts';

describe('where JSON stops being JSON', () => {
  it('is never before a place that a whole text could go on from', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { minLength: 1 }), (texts) => {
        const list = `[${texts.join(',')}`;
        expect(jsonErrorPosition(`${list},]`)).toBe(list.length + 1);
        expect(jsonErrorPosition(`${list}]]`)).toBe(list.length + 1);
      }),
    );
  });

  it('is found in megabytes too', () => {
    const long = `["${'\\"'.repeat(2_000_000)}"`;
    expect(jsonErrorPosition(`${long} x`)).toBe(long.length + 1);
  });
});
