/** Sets of small numbers, one per row, packed 32 to a word: comparing two graphs' ancestors is word arithmetic. */
export class BitMatrix {
  readonly #words: number;
  readonly #bits: Uint32Array;

  constructor(rows: number, columns: number) {
    this.#words = Math.ceil(columns / 32);
    this.#bits = new Uint32Array(rows * this.#words);
  }

  /** A view, not a copy. */
  row(at: number): Uint32Array {
    return this.#bits.subarray(at * this.#words, (at + 1) * this.#words);
  }

  add(row: number, column: number): void {
    const word = row * this.#words + (column >>> 5);
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (column & 31));
  }

  /** Puts every member of one row into another. */
  unite(row: number, source: number): void {
    const [to, from] = [row * this.#words, source * this.#words];
    for (let word = 0; word < this.#words; word += 1) {
      this.#bits[to + word] = (this.#bits[to + word] ?? 0) | (this.#bits[from + word] ?? 0);
    }
  }

  /** Keeps of a row what another row holds, and one column besides. */
  intersect(row: number, source: number, besides: number | undefined): void {
    const [to, from] = [row * this.#words, source * this.#words];
    const keeps = besides !== undefined && hasBit(this.row(row), besides);
    for (let word = 0; word < this.#words; word += 1) {
      this.#bits[to + word] = (this.#bits[to + word] ?? 0) & (this.#bits[from + word] ?? 0);
    }
    if (keeps) this.add(row, besides);
  }

  fill(row: number): void {
    this.row(row).fill(0xffffffff);
  }

  copy(row: number, source: number): void {
    this.#bits.copyWithin(row * this.#words, source * this.#words, (source + 1) * this.#words);
  }
}

export const emptySet = (columns: number): Uint32Array => new Uint32Array(Math.ceil(columns / 32));

export function addBit(set: Uint32Array, column: number): void {
  const word = column >>> 5;
  set[word] = (set[word] ?? 0) | (1 << (column & 31));
}

export function removeBit(set: Uint32Array, column: number): void {
  const word = column >>> 5;
  set[word] = (set[word] ?? 0) & ~(1 << (column & 31));
}

export function hasBit(set: Uint32Array, column: number): boolean {
  return (((set[column >>> 5] ?? 0) >>> (column & 31)) & 1) === 1;
}

/** Calls back with every member of one word of a set, ascending. */
export function eachBit(word: number, offset: number, visit: (column: number) => void): void {
  for (let rest = word; rest !== 0; rest &= rest - 1) {
    visit(offset + 31 - Math.clz32(rest & -rest));
  }
}
