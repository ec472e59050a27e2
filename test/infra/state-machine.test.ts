import { beforeAll, describe, expect, it } from 'vitest';
import { LAMBDA_SERVICE, NO_ANSWER, UNAVAILABLE } from '../../infra/retry-policies.ts';
import { UNITS_AT_ONCE } from '../../lib/deployment/units.ts';
import { definitionOf, type Properties, synthesise } from '../support/template.ts';

describe('the deployment state machine', () => {
  let states: Properties;
  let unit: Properties;
  beforeAll(() => {
    const definition = definitionOf(synthesise());
    expect(definition.StartAt).toBe('PrepareDeployment');
    states = definition.States;
    unit = states.MarkUnits.ItemProcessor;
  });
  const tasks = (): [string, Properties][] =>
    Object.entries<Properties>({ ...states, ...unit.States }).filter(([, state]) => state.Type === 'Task');

  it('prepares, marks, publishes', () => {
    expect(states.PrepareDeployment.Next).toBe('MarkUnits');
    expect(states.MarkUnits.Next).toBe('PublishVersion');
    expect(states.PublishVersion.Next).toBe('Deployed');
    expect(states.Deployed.Type).toBe('Succeed');
  });

  it('runs each task by the function of its name', () => {
    expect(Object.fromEntries(tasks().map(([name, { Resource }]) => [name, Resource]))).toEqual({
      PrepareDeployment: '<FunctionsPrepareDeployment>',
      MarkSessions: '<FunctionsMarkSessions>',
      PublishVersion: '<FunctionsPublishVersion>',
      FailDeployment: '<FunctionsFailDeployment>',
    });
  });

  it('gives each unit the ids and a number, and keeps nothing of it', () => {
    expect(states.MarkUnits).toMatchObject({
      Type: 'Map',
      ItemsPath: '$.units',
      ItemSelector: {
        'tenant_id.$': '$.tenant_id',
        'plan_id.$': '$.plan_id',
        'deployment_id.$': '$.deployment_id',
        'unit.$': '$$.Map.Item.Value',
      },
      MaxConcurrency: UNITS_AT_ONCE,
      ResultPath: null,
    });
    expect(unit.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
    expect(states.MarkUnits.ToleratedFailurePercentage).toBeUndefined();
  });

  it('works a unit until it is done, and ends it with an empty answer', () => {
    expect(unit.StartAt).toBe('MarkSessions');
    expect(unit.States.MarkSessions.Next).toBe('UnitDone');
    expect(unit.States.UnitDone).toEqual({
      Type: 'Choice',
      Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'UnitMarked' }],
      Default: 'MarkSessions',
    });
    for (const end of ['UnitMarked', 'UnitStopped']) {
      expect(unit.States[end]).toMatchObject({ Type: 'Succeed', OutputPath: null });
    }
  });

  it('retries every task alike', () => {
    for (const [name, state] of tasks()) {
      const retried = state.Retry.map(({ ErrorEquals }: Properties) => ErrorEquals);
      expect(retried, name).toEqual([LAMBDA_SERVICE.errors, UNAVAILABLE.errors, NO_ANSWER.errors]);
      for (const retry of state.Retry) expect(retry.JitterStrategy).toBe('FULL');
    }
  });

  it('waits as long as the policies say', () => {
    expect(longestWait(LAMBDA_SERVICE)).toBe(150);
    expect(longestWait(UNAVAILABLE)).toBe(183);
    expect(longestWait(NO_ANSWER)).toBe(15);
  });

  it('waits longer for a task than the function may run', () => {
    expect(unit.States.MarkSessions.TimeoutSeconds).toBeGreaterThan(300);
  });

  it('records any failure with the ids and the error, and then fails', () => {
    for (const name of ['PrepareDeployment', 'MarkUnits', 'PublishVersion']) {
      expect(states[name].Catch.at(-1)).toEqual({
        ErrorEquals: ['States.ALL'],
        ResultPath: '$.error',
        Next: 'FailDeployment',
      });
    }
    expect(Object.keys(states.FailDeployment.Parameters).sort()).toEqual([
      'deployment_id.$',
      'error.$',
      'plan_id.$',
      'tenant_id.$',
    ]);
    expect(states.FailDeployment).toMatchObject({ ResultPath: null, Next: 'Failed' });
    expect(states.Failed).toMatchObject({ Type: 'Fail', ErrorPath: '$.error.Error' });
  });

  it('ends quietly when the deployment was stopped', () => {
    for (const name of ['PrepareDeployment', 'PublishVersion']) {
      expect(states[name].Catch[0]).toMatchObject({ ErrorEquals: ['DeploymentStopped'], Next: 'Stopped' });
    }
    expect(unit.States.MarkSessions.Catch).toEqual([
      { ErrorEquals: ['DeploymentStopped'], Next: 'UnitStopped' },
    ]);
    expect(states.Stopped.Type).toBe('Succeed');
  });
});

/** What all retries of a policy wait together, without jitter. */
function longestWait({ interval, backoffRate = 2, maxDelay, maxAttempts = 3 }: typeof UNAVAILABLE): number {
  let total = 0;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const wait = (interval?.toSeconds() ?? 1) * backoffRate ** attempt;
    total += Math.min(wait, maxDelay?.toSeconds() ?? wait);
  }
  return total;
}
