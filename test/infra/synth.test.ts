import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../infra/bundle.ts';
import { bundleSizes } from '../../infra/bundle-report.ts';
import { readContext } from '../../infra/context.ts';
import { runNode } from '../../infra/local/run-node.ts';
import { tinyAssets, tinyFunctions } from '../support/tiny-functions.ts';

const temporary = () => mkdtempSync(join(tmpdir(), 'midstream-out-'));

describe('synthesising', () => {
  const synth = (context: object) =>
    runNode('infra/app.ts', [], {
      CDK_OUTDIR: temporary(),
      CDK_CONTEXT_JSON: JSON.stringify({ assets: tinyAssets(), ...context }),
    });

  it('passes the checks of cdk-nag', async () => {
    await synth({ stage: 'production' });
  });

  it('refuses Bedrock without a model', async () => {
    await expect(synth({ midstream: { gap_fill: { provider: 'bedrock' } } })).rejects.toThrow(
      'midstream.gap_fill.bedrock_model_id: must be set where gap_fill.provider is "bedrock"',
    );
  });

  it('refuses a configuration that is not valid, naming each place and nothing else', async () => {
    const midstream = { deployment: { index_shards: 0 }, checkpoints: { unmatched: 'maybe' }, colour: 'red' };
    const failure: Error = await synth({ midstream }).then(
      () => expect.fail('it passed'),
      (error) => error,
    );
    expect(failure.message).toContain('midstream.deployment.index_shards');
    expect(failure.message).toContain('midstream.checkpoints.unmatched');
    expect(failure.message).toContain('colour');
    expect(failure.message).not.toContain('    at ');
  });
});

describe('the context', () => {
  const read = (context: Readonly<Record<string, unknown>>) => readContext((key) => context[key]);

  it('has a default for everything', () => {
    expect(read({})).toMatchObject({ stage: 'dev', config: { enabled: true } });
  });

  it('takes the configuration as text too, as `cdk -c` gives it', () => {
    expect(read({ midstream: '{"enabled":false}' }).config.enabled).toBe(false);
    expect(() => read({ midstream: '{"enabled":' })).toThrow('midstream: not JSON');
  });

  it('has no stage that cannot be part of a name', () => {
    expect(() => read({ stage: 'My Stage' })).toThrow('stage: at most 20 lower-case');
  });
});

describe('bundling', () => {
  it('names every function without an entry file', async () => {
    const sources = tinyFunctions();
    for (const folder of ['engine/reconcile', 'operator/get-plan'])
      rmSync(join(sources, folder), { recursive: true });
    await expect(bundle({ sources, outDir: temporary() })).rejects.toThrow(
      /operator\/get-plan\/index\.ts\n.*engine\/reconcile\/index\.ts$/,
    );
  });

  it('tells what each function weighs, with and without the AWS SDK', async () => {
    const sources = tinyFunctions({
      reconcile: `import { DynamoDBClient } from '${join(process.cwd(), 'node_modules/@aws-sdk/client-dynamodb')}';
        export const handler = async () => new DynamoDBClient({}).config.serviceId;`,
    });
    const sizes = bundleSizes(await bundle({ sources, outDir: temporary() }));
    const find = (name: string) => sizes.find((size) => size.name === name);
    expect(find('reconcile')?.total).toBeGreaterThan(100_000);
    expect(find('reconcile')?.atStartWithoutSdk).toBeLessThan(50_000);
    expect(find('get-plan')?.total).toBe(find('get-plan')?.atStartWithoutSdk);
  });
});
