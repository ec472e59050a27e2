import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keys } from '../../lib/store/keys.ts';

it('versions sort by their number, however large: who looks for what leads on from one misses none', () => {
  // Small ones, dates such as 20261123, and the largest that there may be.
  const version = fc.oneof(
    fc.integer({ min: 1, max: 2_000_000 }),
    fc.integer({ min: 1, max: 99_999_999 }),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  );
  const sortKey = (value: number): string => keys.deployed('acme', 'flow', value).sk;
  fc.assert(
    fc.property(version, version, (one, other) => {
      expect(Math.sign(one - other)).toBe(
        sortKey(one) < sortKey(other) ? -1 : sortKey(one) > sortKey(other) ? 1 : 0,
      );
      expect(sortKey(one) < 'DEPLOYED#~').toBe(true);
    }),
  );
});
