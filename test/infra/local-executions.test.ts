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
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalStack, startLocalStack } from '../../infra/local/local-stack.ts';
import { readCalls, recordingFunctions } from '../support/recording-functions.ts';

const INPUT = { tenant_id: 't', plan_id: 'p', deployment_id: 'd' };

describe('executions of the deployment state machine', () => {
  const stacks: LocalStack[] = [];
  afterEach(async () => {
    await Promise.all(stacks.splice(0).map((stack) => stack.stop()));
  });

  const start = async (functions: string, dataDir?: string) => {
    const stack = await startLocalStack({ functions, dataDir, retryPauseMs: 5, onProblem: () => {} });
    stacks.push(stack);
    return stack;
  };

  it('marks every unit until it is done and then publishes, no more units at once than allowed', async () => {
    const { functions, calls } = recordingFunctions({ units: 100, pages: 3, pageMs: 10 });
    const stack = await start(functions);
    const execution = await run(stack, 'one');
    expect(execution.status).toBe('SUCCEEDED');

    const marked = readCalls(calls).filter(({ name }) => name === 'mark-sessions');
    expect(marked).toHaveLength(300);
    expect(new Set(marked.map(({ event }) => event.unit)).size).toBe(100);
    expect(marked[0]?.event).toEqual({ ...INPUT, unit: expect.any(Number) });
    expect(Math.max(...marked.map(({ concurrent }) => concurrent))).toBeLessThanOrEqual(40);
    expect(Math.max(...marked.map(({ concurrent }) => concurrent))).toBeGreaterThan(20);
    expect(readCalls(calls).at(-1)).toMatchObject({ name: 'publish-version', event: INPUT });
  });

  it('publishes at once when there are no units', async () => {
    const { functions, calls } = recordingFunctions({ units: 0 });
    const execution = await run(await start(functions), 'none');
    expect(execution.status).toBe('SUCCEEDED');
    expect(readCalls(calls).map(({ name }) => name)).toEqual(['prepare-deployment', 'publish-version']);
  });

  it('retries what is unavailable, and records what fails', async () => {
    const { functions, calls } = recordingFunctions({
      units: 1,
      failing: {
        'mark-sessions': { name: 'Unavailable', times: 2 },
        'publish-version': { name: 'Conflict' },
      },
    });
    const execution = await run(await start(functions), 'failing');
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Conflict' });
    const names = readCalls(calls).map(({ name }) => name);
    expect(names.filter((name) => name === 'mark-sessions')).toHaveLength(3);
    expect(names.filter((name) => name === 'publish-version')).toHaveLength(1);
    expect(readCalls(calls).at(-1)).toMatchObject({
      name: 'fail-deployment',
      event: { ...INPUT, error: { Error: 'Conflict', Cause: expect.stringContaining('made to fail') } },
    });
  });

  it('ends quietly when the deployment was stopped', async () => {
    const { functions, calls } = recordingFunctions({
      units: 2,
      failing: {
        'mark-sessions': { name: 'DeploymentStopped' },
        'publish-version': { name: 'DeploymentStopped' },
      },
    });
    const execution = await run(await start(functions), 'stopped');
    expect(execution.status).toBe('SUCCEEDED');
    expect(readCalls(calls).map(({ name }) => name)).not.toContain('fail-deployment');
  });

  it('starts a name once, and stops when told', async () => {
    const { functions, calls } = recordingFunctions({ units: 60, pages: 1_000, pageMs: 10 });
    const stack = await start(functions);
    const client = sfn(stack);
    const first = await client.send(startCommand(stack, 'same'));
    const again = await client.send(startCommand(stack, 'same'));
    expect(again).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(client.send(startCommand(stack, 'same', { ...INPUT, plan_id: 'q' }))).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });

    await sleep(300);
    await client.send(new StopExecutionCommand({ executionArn: first.executionArn, error: 'Cancelled' }));
    const described = await client.send(new DescribeExecutionCommand({ executionArn: first.executionArn }));
    expect(described).toMatchObject({ status: 'ABORTED', error: 'Cancelled', stopDate: expect.any(Date) });
    await sleep(200);
    const settled = readCalls(calls).length;
    await sleep(300);
    expect(readCalls(calls)).toHaveLength(settled);
    await expect(client.send(startCommand(stack, 'same'))).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
  });

  it('goes on after a restart with what was kept', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'midstream-data-'));
    const { functions, calls } = recordingFunctions({ units: 2, pages: 60, pageMs: 20 });
    const before = await start(functions, dataDir);
    await sfn(before).send(startCommand(before, 'kept'));
    await sleep(400);
    await before.stop();
    expect(readCalls(calls).map(({ name }) => name)).not.toContain('publish-version');

    const execution = await finished(await start(functions, dataDir), 'kept');
    expect(execution.status).toBe('SUCCEEDED');
    expect(readCalls(calls).filter(({ name }) => name === 'prepare-deployment')).toHaveLength(2);
  });

  it('refuses what Step Functions refuses', async () => {
    const client = sfn(await start(recordingFunctions({ units: 0 }).functions));
    await expect(
      client.send(
        new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:x' }),
      ),
    ).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await expect(
      client.send(new DescribeExecutionCommand({ executionArn: 'arn:aws:states:us-east-1:1:execution:x:y' })),
    ).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});

function sfn({ url }: LocalStack): SFNClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new SFNClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

function startCommand(stack: LocalStack, name: string, input: object = INPUT): StartExecutionCommand {
  return new StartExecutionCommand({
    stateMachineArn: stack.stateMachineArn,
    name,
    input: JSON.stringify(input),
  });
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
