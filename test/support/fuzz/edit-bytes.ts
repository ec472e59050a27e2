/** Bytes of a good body, damaged as bad senders, proxies and disks damage them. */
import fc from 'fast-check';

type Edit = (bytes: Buffer) => Buffer;

/** A place in any body, as a part of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const offset = (bytes: Buffer, part: number): number => Math.floor(bytes.length * part);

const inserted = fc.constantFrom(
  [0x00],
  [0xff],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xc0, 0xaf],
  [0xef, 0xbb, 0xbf],
  [0x22],
  [0x5c],
  [0x2c],
  [0x7b],
  [0x5d],
  [0x0a],
  [0x1b],
  [0x2d],
  [0x65, 0x39],
);

const splice =
  (part: number, length: number, put: readonly number[]): Edit =>
  (bytes) => {
    const from = offset(bytes, part);
    return Buffer.concat([bytes.subarray(0, from), Buffer.from(put), bytes.subarray(from + length)]);
  };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(
    ([part, bit]): Edit =>
      (bytes) => {
        const flipped = Buffer.from(bytes);
        const from = offset(bytes, part);
        if (from < flipped.length) flipped[from] = (flipped[from] ?? 0) ^ (1 << bit);
        return flipped;
      },
  ),
  fc.tuple(place, inserted).map(([part, put]) => splice(part, 0, put)),
  fc.tuple(place, inserted).map(([part, put]) => splice(part, put.length, put)),
  fc.tuple(place, fc.integer({ min: 1, max: 20 })).map(([part, length]) => splice(part, length, [])),
  place.map(
    (part): Edit =>
      (bytes) =>
        bytes.subarray(0, offset(bytes, part)),
  ),
  fc.tuple(place, place, place).map(
    ([a, b, to]): Edit =>
      (bytes) => {
        const chunk = bytes.subarray(offset(bytes, Math.min(a, b)), offset(bytes, Math.max(a, b)));
        return splice(to, 0, [...chunk])(bytes);
      },
  ),
  fc.constantFrom<Edit>(
    (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    (bytes) => Buffer.concat([bytes, bytes]),
    (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
    (bytes) => Buffer.from(JSON.stringify(bytes.toString('utf8'))),
    (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('"', "'")),
    (bytes) => Buffer.concat([bytes, Buffer.from('\0')]),
    () => Buffer.alloc(1_000, 0x5b),
    () => Buffer.alloc(200_000, '[{"a":'),
    () => Buffer.alloc(300),
  ),
);

/** A body with one to four damages. */
export const damaged = (good: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) => edits.reduce((bytes, each) => each(bytes), good));
