/**
 * What chance starts from in tests. The same in every run, so that a change is judged by what it changes;
 * `SEED=random` explores, as `npm run test:soak` does, and `SEED=<number>` repeats what a failure reports.
 */
export const SEED =
  process.env.SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : seedOf(process.env.SEED);

function seedOf(text = '1'): number {
  const seed = Number(text);
  if (!Number.isInteger(seed)) throw new TypeError(`SEED is "random" or an integer, not "${text}"`);
  return seed;
}
