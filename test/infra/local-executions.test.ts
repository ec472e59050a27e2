import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalStack, startLocalStack } from '../../infra/local/local-stack.ts';
import { UNITS_AT_ONCE } from '../../lib/deployment/units.ts';
import { RecordingFunctions } from '../support/recording-functions.ts';

const functions = new RecordingFunctions();
const start = (dataDir?: string) =>
  startLocalStack({ functions: functions.sources, dataDir, retryPauseMs: 5, onProblem: () => {} });

/** Each test has a deployment, whose execution has its name. */
const inputOf = (name: string) => ({ tenant_id: 't', plan_id: 'p', deployment_id: name });
const namesOf = (name: string) => functions.calls(name).map((call) => call.name);

describe('executions of the deployment state machine', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await start();
  }, 120_000);
  afterAll(() => stack?.stop());

  it('marks every unit until it is done and then publishes, no more units at once than allowed', async () => {
    functions.script('whole', { units: 100, pages: 3, pageMs: 10 });
    expect(await run(stack, 'whole')).toMatchObject({ status: 'SUCCEEDED' });

    const marked = functions.calls('whole').filter(({ name }) => name === 'mark-sessions');
    expect(marked).toHaveLength(300);
    expect(new Set(marked.map(({ event }) => event.unit)).size).toBe(100);
    expect(marked[0]?.event).toEqual({ ...inputOf('whole'), unit: expect.any(Number) });
    const most = Math.max(...marked.map(({ concurrent }) => concurrent));
    expect(most).toBeGreaterThan(UNITS_AT_ONCE / 2);
    expect(most).toBeLessThanOrEqual(UNITS_AT_ONCE);
    expect(functions.calls('whole').at(-1)).toMatchObject({
      name: 'publish-version',
      event: inputOf('whole'),
    });
  });

  it('publishes at once when there are no units', async () => {
    functions.script('empty', { units: 0 });
    expect(await run(stack, 'empty')).toMatchObject({ status: 'SUCCEEDED' });
    expect(namesOf('empty')).toEqual(['prepare-deployment', 'publish-version']);
  });

  it('retries what is unavailable, and records what fails', async () => {
    functions.script('failing', {
      units: 1,
      failing: {
        'mark-sessions': { name: 'Unavailable', times: 2 },
        'publish-version': { name: 'Conflict' },
      },
    });
    expect(await run(stack, 'failing')).toMatchObject({ status: 'FAILED', error: 'Conflict' });
    expect(namesOf('failing').filter((name) => name === 'mark-sessions')).toHaveLength(3);
    expect(namesOf('failing').filter((name) => name === 'publish-version')).toHaveLength(1);
    expect(functions.calls('failing').at(-1)).toMatchObject({
      name: 'fail-deployment',
      event: {
        ...inputOf('failing'),
        error: { Error: 'Conflict', Cause: expect.stringContaining('made to fail') },
      },
    });
  });

  it('starts no more units once one has failed', async () => {
    functions.script('broken', {
      units: 400,
      pageMs: 10,
      failing: { 'mark-sessions': { name: 'BadRequest', times: 1 } },
    });
    expect(await run(stack, 'broken')).toMatchObject({ status: 'FAILED', error: 'BadRequest' });
    expect(namesOf('broken').filter((name) => name === 'mark-sessions').length).toBeLessThan(100);
    expect(namesOf('broken')).toContain('fail-deployment');
    expect(namesOf('broken')).not.toContain('publish-version');
  });

  it('ends quietly when the deployment was stopped', async () => {
    const stopped = { name: 'DeploymentStopped' };
    functions.script('quiet', {
      units: 2,
      failing: { 'mark-sessions': stopped, 'publish-version': stopped },
    });
    expect(await run(stack, 'quiet')).toMatchObject({ status: 'SUCCEEDED' });
    expect(namesOf('quiet')).not.toContain('fail-deployment');
  });

  it('starts a name once, and stops when told', async () => {
    functions.script('same', { units: 60, pages: 1_000, pageMs: 10 });
    const client = sfn(stack);
    const first = await client.send(startCommand(stack, 'same'));
    expect(await client.send(startCommand(stack, 'same'))).toMatchObject({
      executionArn: first.executionArn,
      startDate: first.startDate,
    });
    await expect(client.send(startCommand(stack, 'same', { other: 1 }))).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });

    await sleep(300);
    await client.send(new StopExecutionCommand({ executionArn: first.executionArn, error: 'Cancelled' }));
    const described = await client.send(new DescribeExecutionCommand({ executionArn: first.executionArn }));
    expect(described).toMatchObject({ status: 'ABORTED', error: 'Cancelled', stopDate: expect.any(Date) });
    await sleep(200);
    const atRest = functions.calls('same').length;
    await sleep(300);
    expect(functions.calls('same')).toHaveLength(atRest);
    await expect(client.send(startCommand(stack, 'same'))).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
  });

  it('goes on after a restart with what was kept', async () => {
    functions.script('kept', { units: 2, pages: 60, pageMs: 20 });
    const dataDir = mkdtempSync(join(tmpdir(), 'midstream-data-'));
    const before = await start(dataDir);
    await sfn(before).send(startCommand(before, 'kept'));
    while (!namesOf('kept').includes('mark-sessions')) await sleep(20);
    await before.stop();
    expect(namesOf('kept')).not.toContain('publish-version');

    const after = await start(dataDir);
    try {
      expect(await finished(after, 'kept')).toMatchObject({ status: 'SUCCEEDED' });
      expect(namesOf('kept').filter((name) => name === 'prepare-deployment')).toHaveLength(2);
    } finally {
      await after.stop();
    }
  });

  it('refuses what Step Functions refuses', async () => {
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:unknown';
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:unknown:x';
    await expect(sfn(stack).send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    await expect(sfn(stack).send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });
});

function sfn({ url }: LocalStack): SFNClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new SFNClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

function startCommand(stack: LocalStack, name: string, input: object = inputOf(name)): StartExecutionCommand {
  const { stateMachineArn } = stack;
  return new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
}

async function run(stack: LocalStack, name: string): Promise<DescribeExecutionCommandOutput> {
  await sfn(stack).send(startCommand(stack, name));
  return await finished(stack, name);
}

async function finished(stack: LocalStack, name: string): Promise<DescribeExecutionCommandOutput> {
  const executionArn = `${stack.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  for (;;) {
    const described = await sfn(stack).send(new DescribeExecutionCommand({ executionArn }));
    if (described.status !== 'RUNNING') return described;
    await sleep(20);
  }
}
