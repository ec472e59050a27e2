import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checksum, contentHash } from '../../lib/scenario/content-hash.ts';
import { ScenarioInputSchema, StepSchema } from '../../lib/scenario/model.ts';

const VectorsSchema = z.object({
  content_hashes: z.array(
    z.object({ case: z.string(), step: StepSchema, canonical: z.string(), digest: z.string() }),
  ),
  checksums: z.array(
    z.object({ case: z.string(), scenario: ScenarioInputSchema, canonical: z.string(), digest: z.string() }),
  ),
});
const vectors = VectorsSchema.parse(
  JSON.parse(readFileSync(new URL('../../docs/hash-vectors.json', import.meta.url), 'utf8')),
);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

describe('published hash vectors', () => {
  test.each(vectors.content_hashes)('content hash: $case', ({ step, canonical, digest }) => {
    expect(contentHash(step)).toBe(digest);
    expect(sha256(canonical)).toBe(digest);
  });

  test.each(vectors.checksums)('checksum: $case', ({ scenario, canonical, digest }) => {
    expect(checksum(scenario)).toBe(digest);
    expect(sha256(canonical)).toBe(digest);
  });

  test('there are enough of them', () => {
    expect(vectors.content_hashes.length + vectors.checksums.length).toBeGreaterThanOrEqual(20);
  });
});
