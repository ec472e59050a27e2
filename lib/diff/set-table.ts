/**
 * Collects sets of row numbers as runs, `[first, length, ...]`, and keeps each once: neighbouring anchors mostly
 * share theirs. The empty set is number 0.
 */
export class SetTable {
  readonly sets: number[][] = [[]];
  readonly #numbers = new Map<string, number>([['', 0]]);

  /**
   * @param rows ascending, without repeats
   * @returns the set's number
   */
  add(rows: readonly number[]): number {
    if (rows.length === 0) return 0;
    const runs: number[] = [];
    let first = rows[0] ?? 0;
    let next = first;
    for (const row of rows) {
      if (row !== next) {
        runs.push(first, next - first);
        first = row;
      }
      next = row + 1;
    }
    runs.push(first, next - first);
    const key = runs.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.sets.length);
    this.sets.push(runs);
    return this.sets.length - 1;
  }
}
