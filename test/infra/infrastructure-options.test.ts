/** What each option under `infrastructure` does to the stack, and that none is without its test. */
import type { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it } from 'vitest';
import { InfrastructureSchema, readContext } from '../../infra/context.ts';
import { optionsOf } from '../support/options.ts';
import { type Properties, resourceNamed, resourcesOf, synthesise } from '../support/template.ts';

const ARN = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-1111-2222-333344445555';
const shown = new Set<string>();
/** Says which options a test shows. */
const showing = (...options: string[]): void => {
  for (const option of options) shown.add(option);
};
const withOptions = (infrastructure: object): Template => synthesise({ infrastructure });

describe('kms_key', () => {
  showing('kms_key');
  /** The key of everything that can be encrypted, by type. */
  const keysIn = (template: Template): Record<string, unknown[]> => {
    const each = (type: string, keyOf: (properties: Properties) => unknown) => [
      type,
      [
        ...new Set(
          resourcesOf(template, type).map(({ properties = {} }) => JSON.stringify(keyOf(properties))),
        ),
      ],
    ];
    return Object.fromEntries([
      each('AWS::DynamoDB::Table', ({ SSESpecification }) => SSESpecification?.KMSMasterKeyId),
      each('AWS::Logs::LogGroup', ({ KmsKeyId }) => KmsKeyId),
      each('AWS::SNS::Topic', ({ KmsMasterKeyId }) => KmsMasterKeyId),
      each('AWS::SQS::Queue', ({ KmsMasterKeyId }) => KmsMasterKeyId),
      each(
        'AWS::StepFunctions::StateMachine',
        ({ EncryptionConfiguration }) => EncryptionConfiguration?.KmsKeyId,
      ),
    ]);
  };
  const everywhere = (key: unknown) => {
    const [text] = [JSON.stringify(key)];
    return {
      'AWS::DynamoDB::Table': [text],
      'AWS::Logs::LogGroup': [text],
      'AWS::SNS::Topic': [text],
      'AWS::SQS::Queue': [text],
      'AWS::StepFunctions::StateMachine': [text],
    };
  };
  /** What roles may do with keys: role, actions, by way of which service. */
  const usesIn = (template: Template) =>
    resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ properties }) =>
      properties.PolicyDocument.Statement.filter(({ Action }: Properties) =>
        [Action].flat().some((action: string) => action.startsWith('kms:')),
      ).map(({ Action, Resource, Condition }: Properties) => ({
        role: properties.Roles[0].Ref.slice(0, -8),
        actions: [Action].flat(),
        resource: Resource,
        service: Condition.StringEquals?.['kms:ViaService']?.['Fn::Join'][1][0].slice(0, -1),
        context: JSON.stringify(Condition).match(/stateMachine:[^"]*/)?.[0],
      })),
    );

  it('is AWS’s own unless one is wanted, and nobody may use a key', () => {
    const template = withOptions({});
    expect(resourcesOf(template, 'AWS::KMS::Key')).toEqual([]);
    expect(keysIn(template)).toEqual(everywhere(undefined));
    expect(usesIn(template)).toEqual([]);
  });

  it('is created, rotated, and encrypts everything', () => {
    const template = withOptions({ kms_key: 'create' });
    const [key, ...others] = resourcesOf(template, 'AWS::KMS::Key');
    expect(others).toEqual([]);
    expect(key?.properties.EnableKeyRotation).toBe(true);
    expect(keysIn(template)).toEqual(everywhere({ 'Fn::GetAtt': [key?.id, 'Arn'] }));
  });

  it('is somebody else’s, and encrypts everything', () => {
    const template = withOptions({ kms_key: ARN });
    expect(resourcesOf(template, 'AWS::KMS::Key')).toEqual([]);
    expect(keysIn(template)).toEqual(everywhere(ARN));
  });

  it.each(['create', ARN])('%s: every role that needs it may use it, by way of a service only', (kms_key) => {
    const uses = usesIn(withOptions({ kms_key }));
    const of = (role: string) => uses.filter((use) => use.role === role);
    expect(of('FunctionsGetPlanRole')).toMatchObject([
      { service: 'dynamodb', actions: ['kms:Decrypt', 'kms:DescribeKey'] },
    ]);
    expect(of('FunctionsReconcileRole')).toMatchObject([
      { service: 'dynamodb', actions: expect.arrayContaining(['kms:Encrypt', 'kms:GenerateDataKey']) },
    ]);
    expect(of('FunctionsGetOpenapiRole')).toEqual([]);
    expect(
      of('FunctionsDeployPlanRole')
        .map(({ service }) => service)
        .sort(),
    ).toEqual(['dynamodb', 'states']);
    expect(
      of('FunctionsCountOutcomesRole')
        .map(({ service }) => service)
        .sort(),
    ).toEqual(['dynamodb', 'sqs']);
    // Its own executions and those of its map, and the delivery of their logs.
    expect(of('DeploymentRole').map(({ context }) => context)).toEqual(
      expect.arrayContaining([
        'stateMachine:midstream-dev-deployment',
        'stateMachine:midstream-dev-deployment/*',
      ]),
    );
    for (const { role, actions, service, resource } of uses) {
      expect(actions.join()).not.toContain('*');
      expect(resource).not.toBe('*');
      if (role !== 'DeploymentRole') expect(service, role).toMatch(/^(dynamodb|sqs|states)$/);
    }
  });

  it('lets logs, executions and alarms in', () => {
    const [key] = resourcesOf(withOptions({ kms_key: 'create' }), 'AWS::KMS::Key');
    const statements: Properties[] = key?.properties.KeyPolicy.Statement;
    const services = statements.flatMap(({ Principal, Condition }) =>
      Principal.Service === undefined ? [] : [{ name: JSON.stringify(Principal.Service), Condition }],
    );
    for (const name of ['logs.', 'delivery.logs', 'cloudwatch.']) {
      const service = services.find((each) => each.name.includes(`"${name}`));
      expect(service, name).toBeDefined();
      // Nobody else's logs or alarms; CDK lets the delivery of executions' logs read, without a condition.
      if (name !== 'delivery.logs') expect(service?.Condition, name).toBeDefined();
    }
  });

  it('lets in exactly the stage’s own log groups', () => {
    const template = synthesise({ stage: 'blue', infrastructure: { kms_key: 'create' } });
    const [key] = resourcesOf(template, 'AWS::KMS::Key');
    const logs = key?.properties.KeyPolicy.Statement.find(({ Condition }: Properties) => Condition?.ArnLike);
    const patterns = logs.Condition.ArnLike['kms:EncryptionContext:aws:logs:arn'].map((arn: Properties) => {
      const name = arn['Fn::Join'][1].at(-1).replace(/^.*log-group:/, '');
      return new RegExp(`^${name.replaceAll('*', '.*')}$`);
    });
    for (const { properties } of resourcesOf(template, 'AWS::Logs::LogGroup')) {
      expect(patterns.filter((pattern: RegExp) => pattern.test(properties.LogGroupName))).toHaveLength(1);
    }
  });
});

it('log_retention_days is how long every log group keeps what is in it', () => {
  showing('log_retention_days');
  for (const days of [30, 365]) {
    for (const { properties } of resourcesOf(
      withOptions({ log_retention_days: days }),
      'AWS::Logs::LogGroup',
    )) {
      expect(properties.RetentionInDays).toBe(days);
    }
  }
});

it('api_throttle is what the API takes from all callers together', () => {
  showing('api_throttle.rate_per_second', 'api_throttle.burst');
  const [stage] = resourcesOf(
    withOptions({ api_throttle: { rate_per_second: 7, burst: 9 } }),
    'AWS::ApiGatewayV2::Stage',
  );
  expect(stage?.properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 });
});

it('reconcile_reserved_concurrency is reserved for reconcile, and for nobody else', () => {
  showing('reconcile_reserved_concurrency');
  const reserved = (template: Template) =>
    resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ properties }) => {
      const { ReservedConcurrentExecutions: concurrency, FunctionName: name } = properties;
      return concurrency === undefined ? [] : [[name, concurrency]];
    });
  expect(reserved(withOptions({}))).toEqual([]);
  expect(reserved(withOptions({ reconcile_reserved_concurrency: 42 }))).toEqual([
    ['midstream-dev-reconcile', 42],
  ]);
});

it('no Lambda is told of them', () => {
  const template = withOptions({ log_retention_days: 731 });
  const { properties } = resourceNamed(template, 'AWS::Lambda::Function', 'FunctionsReconcile');
  expect(JSON.stringify(properties.Environment)).not.toMatch(/infrastructure|731/);
});

describe('what is not valid is refused, with its place', () => {
  const refusing = (infrastructure: unknown) => () => readContext((key) => ({ infrastructure })[key]);

  it.each([
    ['kms_key', 'alias/ours'],
    ['kms_key', 'arn:aws:kms:eu-central-1:123456789012:alias/ours'],
    ['log_retention_days', 31],
    ['log_retention_days', 0],
    ['api_throttle.rate_per_second', 0],
    ['api_throttle.burst', 1.5],
    ['reconcile_reserved_concurrency', 0],
  ])('%s: %s', (option, value) => {
    const [group = '', name] = option.split('.');
    const given = { [group]: name === undefined ? value : { [name]: value } };
    expect(refusing(given)).toThrow(`infrastructure.${option}: `);
  });

  it('an option that there is not, and text that is no JSON', () => {
    expect(refusing({ colour: 'red' })).toThrow('infrastructure: Unrecognized key: "colour"');
    expect(refusing('{')).toThrow('infrastructure: not JSON');
    expect(refusing('{"log_retention_days":7}')).not.toThrow();
  });

  it('all at once, wherever they are', () => {
    const context: Record<string, unknown> = {
      stage: 'No',
      infrastructure: { log_retention_days: 31, kms_key: 'x' },
      midstream: { enabled: 'no', deployment: { index_shards: 0 } },
    };
    const places = ['stage', 'infrastructure.log_retention_days', 'infrastructure.kms_key'];
    for (const place of [...places, 'midstream.enabled', 'midstream.deployment.index_shards']) {
      expect(() => readContext((key) => context[key])).toThrow(`\n${place}: `);
    }
  });
});

afterAll(() => {
  expect([...shown].sort()).toEqual(
    optionsOf(InfrastructureSchema)
      .map(({ path }) => path)
      .sort(),
  );
});
