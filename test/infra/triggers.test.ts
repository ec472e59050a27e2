import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FoundResource, resourceNamed, resourcesOf, synthesise } from '../support/template.ts';

describe('what runs by itself', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesise();
  });

  it('counts outcomes from the audit trail, keeping what cannot be counted', () => {
    const [mapping, ...others] = resourcesOf(template, 'AWS::Lambda::EventSourceMapping');
    expect(others).toEqual([]);
    const audit = resourceNamed(template, 'AWS::DynamoDB::Table', 'TablesAudit');
    const queue = resourceNamed(template, 'AWS::SQS::Queue', 'OutcomeCountsDeadLetters');
    const counter = resourceNamed(template, 'AWS::Lambda::Function', 'FunctionsCountOutcomes');
    expect(mapping?.properties).toMatchObject({
      BatchSize: 100,
      TumblingWindowInSeconds: 1,
      StartingPosition: 'TRIM_HORIZON',
      EventSourceArn: { 'Fn::GetAtt': [audit.id, 'StreamArn'] },
      FunctionName: { Ref: counter.id },
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue.id, 'Arn'] } } },
    });
  });

  it('cleans up once a day', () => {
    const [schedule] = resourcesOf(template, 'AWS::Scheduler::Schedule') as [FoundResource];
    const cleanup = resourceNamed(template, 'AWS::Lambda::Function', 'FunctionsRetentionCleanup');
    expect(schedule.properties.ScheduleExpression).toMatch(/^cron\(\d+ \d+ \* \* \? \*\)$/);
    expect(schedule.properties.State).toBe('ENABLED');
    expect(schedule.properties.Target.Arn).toEqual({ 'Fn::GetAtt': [cleanup.id, 'Arn'] });
  });

  it('tells who deployed it where things are', () => {
    for (const name of [
      'ApiUrl',
      'ReconcileFunctionArn',
      'ScenariosTableName',
      'SessionsTableName',
      'AuditTableName',
    ]) {
      template.hasOutput(name, {});
    }
  });
});
