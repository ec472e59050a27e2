import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundle } from '../../infra/bundle.ts';
import { bundleSizes } from '../../infra/bundle-report.ts';
import { PROJECT_ROOT } from '../../infra/paths.ts';

/** What a turn with nothing to do loads: every cold start of the function before every conversation pays for it. */
const MOST_BYTES = 350_000;

test('reconcile loads no more than its budget beside the AWS SDK', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'midstream-bundle-'));
  try {
    const sizes = bundleSizes(await bundle({ sources: join(PROJECT_ROOT, 'functions'), outDir }));
    const reconcile = sizes.find(({ name }) => name === 'reconcile');
    expect(reconcile?.atStartWithoutSdk).toBeLessThanOrEqual(MOST_BYTES);
  } finally {
    await rm(outDir, { recursive: true });
  }
});
