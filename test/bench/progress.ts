/**
 * Tells on stderr what a benchmark is at, for some take minutes; stdout has the report alone.
 * @param doing begins with a small letter, as in `marking 1,000 sessions`
 */
export function progress(doing: string): void {
  console.error(`${(performance.now() / 1_000).toFixed(0).padStart(5)} s  ${doing}`);
}
