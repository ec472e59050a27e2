import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { physicalName } from '../../infra/names.ts';
import { type Properties, resourcesOf, stackOf, synthesise } from '../support/template.ts';

/**
 * What a resource is called in an account, by its type. Without that property CloudFormation makes a name from the
 * stack's; `undefined`: it has none that others could have too. A new type fails here until somebody has thought.
 */
const NAMED_BY: Readonly<Record<string, string | undefined>> = {
  'AWS::ApiGatewayV2::Api': 'Name',
  'AWS::ApiGatewayV2::Authorizer': undefined,
  'AWS::ApiGatewayV2::Integration': undefined,
  'AWS::ApiGatewayV2::Route': undefined,
  'AWS::ApiGatewayV2::Stage': undefined,
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::KMS::Key': undefined,
  'AWS::Lambda::EventSourceMapping': undefined,
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Lambda::Permission': undefined,
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SNS::TopicPolicy': undefined,
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SQS::QueuePolicy': undefined,
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};
/** What is the account's, and not the stage's. */
const SHARED = ['AWS::Logs::ResourcePolicy', 'AWS::ApiGateway::Account', 'AWS::XRay::ResourcePolicy'];

/** With everything that there can be. */
const FULL = { infrastructure: { kms_key: 'create' } };

const resourcesIn = (template: Template): [id: string, resource: Properties][] =>
  Object.entries(template.toJSON().Resources);

/** Every name that the template gives, with its type. */
function namesIn(template: Template): string[] {
  return resourcesIn(template).flatMap(([, { Type, Properties: properties }]) => {
    const name = NAMED_BY[Type] && properties?.[NAMED_BY[Type]];
    return name === undefined ? [] : [`${Type} ${JSON.stringify(name)}`];
  });
}

describe('two stages in one account and region', () => {
  let blue: Template;
  let green: Template;
  beforeAll(() => {
    blue = synthesise({ stage: 'blue', ...FULL });
    green = synthesise({ stage: 'green', ...FULL });
  });

  it('are made of what has been thought about', () => {
    const types = new Set(resourcesIn(blue).map(([, { Type }]) => Type));
    expect(Object.keys(NAMED_BY).sort()).toEqual([...types].sort());
    for (const type of SHARED) expect(types).not.toContain(type);
  });

  it('are two stacks that share no name and export none', () => {
    expect(stackOf({ stage: 'blue' }).stackName).not.toBe(stackOf({ stage: 'green' }).stackName);
    const [ofBlue, ofGreen] = [namesIn(blue), namesIn(green)];
    expect(ofBlue.length).toBeGreaterThan(2 * FUNCTIONS.length);
    expect(new Set([...ofBlue, ...ofGreen]).size).toBe(ofBlue.length + ofGreen.length);
    for (const template of [blue, green]) {
      for (const output of Object.values(template.toJSON().Outputs))
        expect(output).not.toHaveProperty('Export');
    }
  });

  it('name things after the product and the stage', () => {
    for (const name of namesIn(blue)) expect(name).toMatch(/"(\/aws\/|alias\/)?.*midstream-blue/);
  });

  it('have nothing of each other in them', () => {
    expect(JSON.stringify(blue.toJSON()).match(/green/)).toBeNull();
    // Metrics, searches and texts too: what differs is the stage, and nothing but the stage.
    const asGreen = JSON.stringify(blue.toJSON()).replaceAll('blue', 'green');
    expect(JSON.parse(asGreen).Resources).toEqual(green.toJSON().Resources);
  });
});

describe('names', () => {
  it('of two stages are never the same, whatever the stages are called', () => {
    const alarms = resourcesOf(synthesise(), 'AWS::CloudWatch::Alarm').map(({ properties }) =>
      properties.AlarmName.slice(`${physicalName('dev')}-`.length),
    );
    for (const names of [FUNCTIONS.map(({ name }) => name), alarms]) {
      for (const name of names) {
        expect(names.filter((other) => other.endsWith(`-${name}`))).toEqual([]);
      }
    }
  });

  it('are as short as AWS wants them, also of the longest stage', () => {
    const longest = 'a'.repeat(20);
    for (const { name } of FUNCTIONS) expect(physicalName(longest, name).length).toBeLessThanOrEqual(64);
  });
});

describe('what is left when a stack is deleted', () => {
  const kept = (stage: string) =>
    resourcesIn(synthesise({ stage, ...FULL }))
      .filter(([, { DeletionPolicy }]) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete')
      .map(([, { Type, DeletionPolicy, UpdateReplacePolicy }]) => {
        // What has a name of its own must not be in the way after a first deployment that failed.
        const onDelete = Type === 'AWS::Logs::LogGroup' ? 'RetainExceptOnCreate' : 'Retain';
        expect([DeletionPolicy, UpdateReplacePolicy], Type).toEqual([onDelete, 'Retain']);
        return Type;
      });

  it('in production: what holds data, and what reads it', () => {
    const types = kept('production');
    expect([...new Set(types)].sort()).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
    ]);
    expect(types.filter((type) => type === 'AWS::DynamoDB::Table')).toHaveLength(3);
    expect(types.filter((type) => type === 'AWS::Logs::LogGroup')).toHaveLength(FUNCTIONS.length + 2);
  });

  it('elsewhere: nothing', () => {
    expect(kept('dev')).toEqual([]);
    for (const { properties } of resourcesOf(synthesise({ stage: 'dev' }), 'AWS::DynamoDB::Table')) {
      expect(properties.DeletionProtectionEnabled).toBe(false);
    }
    // Lambda makes a log group itself where there is none, and nobody would remove it.
    for (const { id, properties } of resourcesOf(synthesise(), 'AWS::Lambda::Function')) {
      expect(properties.LoggingConfig?.LogGroup, id).toBeDefined();
    }
  });
});

describe('a release over an older one', () => {
  /**
   * CloudFormation knows a resource by its logical id, which CDK makes from the construct's path: who renames or
   * moves one of these replaces what stands in the account by something that is empty or called otherwise.
   */
  const FOR_GOOD: readonly (readonly [type: string, id: string, why: string])[] = [
    ['AWS::DynamoDB::Table', 'TablesScenarios497A88F7', 'versions, plans and deployments'],
    ['AWS::DynamoDB::Table', 'TablesSessions486350CB', 'every conversation'],
    ['AWS::DynamoDB::Table', 'TablesAuditCEFF9E0F', 'what became of whom'],
    ['AWS::KMS::Key', 'EncryptionKey3A692D6E', 'without it nothing in the tables can be read'],
    ['AWS::SQS::Queue', 'OutcomeCountsDeadLetters4E5A57DD', 'what still has to be counted by hand'],
    ['AWS::SNS::Topic', 'AlarmsTopic3A2DFEBA', 'who is on call has subscribed to it'],
    ['AWS::ApiGatewayV2::Api', 'HttpApi4E1D4184', 'its address is configured in every engine'],
  ];

  let template: Template;
  beforeAll(() => {
    template = synthesise(FULL);
  });

  it.each(FOR_GOOD)('keeps the %s %s: %s', (type, id) => {
    expect(resourcesOf(template, type).map((resource) => resource.id)).toContain(id);
  });

  it('has no other resource that holds something', () => {
    const types = new Set(FOR_GOOD.map(([type]) => type));
    const all = resourcesIn(template).filter(([, { Type }]) => types.has(Type));
    expect(all.map(([id]) => id).sort()).toEqual(FOR_GOOD.map(([, id]) => id).sort());
  });

  it('renames no table: a key, a name or a stream that changes is another table', () => {
    for (const { properties } of resourcesOf(template, 'AWS::DynamoDB::Table')) {
      expect(properties.TableName).toBeUndefined();
    }
  });
});
