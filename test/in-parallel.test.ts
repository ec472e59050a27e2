import { expect, test } from 'vitest';
import { inParallel } from '../lib/in-parallel.ts';

test('has no more than so many under way, and does all', async () => {
  const done: number[] = [];
  let underWay = 0;
  let most = 0;
  await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setTimeout(resolve, 1));
    underWay -= 1;
    done.push(item);
  });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('begins nothing after a failure', async () => {
  const begun: number[] = [];
  const running = inParallel([1, 2, 3, 4], 1, async (item) => {
    begun.push(item);
    if (item === 2) throw new Error('two');
  });
  await expect(running).rejects.toThrow('two');
  expect(begun).toEqual([1, 2]);
});
