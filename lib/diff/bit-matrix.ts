/** Sets of small numbers, one per row, packed 32 to a word: comparing two graphs' ancestors is word arithmetic. */
export class BitMatrix {
  readonly words: number;
  readonly #bits: Uint32Array;

  constructor(rows: number, columns: number) {
    this.words = Math.ceil(columns / 32);
    this.#bits = new Uint32Array(rows * this.words);
  }

  /** A view, not a copy. */
  row(at: number): Uint32Array {
    return this.#bits.subarray(at * this.words, (at + 1) * this.words);
  }

  has(row: number, column: number): boolean {
    return hasBit(this.row(row), column);
  }
}

export const emptySet = (columns: number): Uint32Array => new Uint32Array(Math.ceil(columns / 32));

export function addBit(set: Uint32Array, column: number): void {
  const word = column >>> 5;
  set[word] = (set[word] ?? 0) | (1 << (column & 31));
}

export function hasBit(set: Uint32Array, column: number): boolean {
  return (((set[column >>> 5] ?? 0) >>> (column & 31)) & 1) === 1;
}

/** Calls back with every member of one word of a set, ascending; the caller combines words as it needs. */
export function eachBit(word: number, offset: number, visit: (column: number) => void): void {
  for (let rest = word; rest !== 0; rest &= rest - 1) {
    visit(offset + 31 - Math.clz32(rest & -rest));
  }
}
