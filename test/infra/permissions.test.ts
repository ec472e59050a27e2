import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Access, FUNCTIONS, type TableKey } from '../../functions/catalog.ts';
import { allowModel } from '../../infra/model-grant.ts';
import { pascalCase } from '../../infra/names.ts';
import { readConfig } from '../../lib/config/config.ts';
import { type FoundResource, type Properties, resourcesOf, synthesise } from '../support/template.ts';

interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** By what the catalogue says, what IAM is to allow. */
const ACTIONS: Readonly<Record<string, string>> = {
  get: 'GetItem',
  'batch-get': 'BatchGetItem',
  query: 'Query',
  scan: 'Scan',
  check: 'ConditionCheckItem',
  put: 'PutItem',
  update: 'UpdateItem',
  delete: 'DeleteItem',
  'batch-write': 'BatchWriteItem',
  'partiql-update': 'PartiQLUpdate',
};
const WRITING = ['put', 'update', 'delete', 'batch-write', 'partiql-update'];
const TABLES = ['scenarios', 'sessions', 'audit'] as const;

/** Every resource with a wildcard, by the actions that it is for, and why. */
const JUSTIFIED: readonly { actions: readonly string[]; resource: RegExp; why: string }[] = [
  {
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    resource: /^\*$/,
    why: 'X-Ray takes no resource',
  },
  {
    actions: ['xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    resource: /^\*$/,
    why: 'nor do the sampling rules that the state machine reads',
  },
  { actions: ['dynamodb:ListStreams'], resource: /^\*$/, why: 'takes no resource; it tells names only' },
  {
    actions: [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
    resource: /^\*$/,
    why: 'a state machine sets up the delivery of its own logs, which takes no resource',
  },
  {
    actions: ['states:StopExecution', 'states:DescribeExecution', 'states:RedriveExecution'],
    resource:
      /^arn:AWS::Partition:states:AWS::Region:AWS::AccountId:execution:DeploymentMachine\w+(\.Name)?(\/\*)?:\*$/,
    why: 'nobody knows the names of executions before; only those of the deployment machine',
  },
  {
    actions: ['lambda:InvokeFunction'],
    resource: /^Functions(PrepareDeployment|MarkSessions|PublishVersion|FailDeployment|RetentionCleanup):\*$/,
    why: 'CDK adds the versions of the one function; there are none',
  },
];

describe('every role', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesise();
  });
  const roles = () => resourcesOf(template, 'AWS::IAM::Role');

  it('is taken on by one service', () => {
    expect(roles().length).toBeGreaterThan(FUNCTIONS.length);
    for (const { id, properties } of roles()) {
      const [{ Effect, Action, Principal, Condition }, ...others] = properties.AssumeRolePolicyDocument
        .Statement as Properties[] as [Properties];
      expect(others, id).toEqual([]);
      expect({ Effect, Action }).toEqual({ Effect: 'Allow', Action: 'sts:AssumeRole' });
      expect(Object.keys(Principal), id).toEqual(['Service']);
      expect(Principal.Service, id).toMatch(/^(lambda|states|scheduler)\.amazonaws\.com$/);
      // Lambda tells no account.
      expect(Condition, id).toEqual(
        Principal.Service === 'lambda.amazonaws.com'
          ? undefined
          : { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      );
    }
  });

  it('is for one thing, and has policies of its own only', () => {
    const users = [
      ['AWS::Lambda::Function', ({ Role }: Properties) => Role],
      ['AWS::StepFunctions::StateMachine', ({ RoleArn }: Properties) => RoleArn],
      ['AWS::Scheduler::Schedule', ({ Target }: Properties) => Target.RoleArn],
    ] as const;
    const used = users.flatMap(([type, roleOf]) =>
      resourcesOf(template, type).map(({ properties }) => roleOf(properties)['Fn::GetAtt'][0]),
    );
    expect(used.sort()).toEqual(
      roles()
        .map(({ id }) => id)
        .sort(),
    );
    for (const { id, properties } of roles()) {
      expect(properties.ManagedPolicyArns, id).toBeUndefined();
      expect(properties.Policies, id).toBeUndefined();
    }
    for (const type of ['AWS::IAM::ManagedPolicy', 'AWS::IAM::User', 'AWS::IAM::Group']) {
      expect(resourcesOf(template, type)).toEqual([]);
    }
    for (const { id, properties } of policiesOf(template)) {
      expect(properties.Roles, id).toHaveLength(1);
      expect([properties.Users, properties.Groups], id).toEqual([undefined, undefined]);
    }
  });

  it('allows no action with a wildcard, and no resource but those that are justified', () => {
    const wide = policiesOf(template)
      .flatMap(({ properties }) => permissionsIn(properties))
      .filter(({ action, resource }) => action.includes('*') || resource.includes('*'));
    const whyOf = ({ action, resource }: Permission) =>
      JUSTIFIED.filter((each) => each.actions.includes(action) && each.resource.test(resource));
    expect(wide.filter((permission) => whyOf(permission).length === 0)).toEqual([]);
    // Nothing is justified that is not there.
    for (const { actions, resource } of JUSTIFIED) {
      for (const action of actions) {
        expect(
          wide.some((each) => each.action === action && resource.test(each.resource)),
          action,
        ).toBe(true);
      }
    }
  });
});

describe('what each function may do', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesise();
  });
  const permissions = (name: string): Permission[] =>
    policiesOf(template)
      .filter(({ properties }) => properties.Roles[0].Ref.slice(0, -8) === `Functions${pascalCase(name)}Role`)
      .flatMap(({ properties }) => permissionsIn(properties));
  const inService = (name: string, service: string) =>
    permissions(name).filter(({ action }) => action.startsWith(`${service}:`));

  describe.each(FUNCTIONS)('$name', (spec) => {
    it('on the tables: just what the catalogue says', () => {
      const expected = TABLES.flatMap((key) =>
        (spec.tables[key] ?? []).map((access) => {
          const [operation = '', index] = access.split(' ');
          const table = `Tables${pascalCase(key)}`;
          return {
            action: `dynamodb:${ACTIONS[operation]}`,
            resource: index === undefined ? table : `${table}/index/${index}`,
          };
        }),
      );
      const items = inService(spec.name, 'dynamodb').filter(
        ({ action }) => !/Stream|GetRecords|Shard/.test(action),
      );
      expect(sorted(items)).toEqual(sorted(expected));
    });

    it('with deployments: just what the catalogue says', () => {
      const [permission, ...others] = inService(spec.name, 'states');
      expect(others).toEqual([]);
      const actions = { start: 'states:StartExecution', stop: 'states:StopExecution' };
      expect(permission?.action).toBe(spec.deployments && actions[spec.deployments]);
      if (permission) expect(permission.resource).toContain('DeploymentMachine');
    });

    it('besides: its own log and its traces, and nothing else but what feeds it', () => {
      const others = permissions(spec.name).filter(({ action }) => !/^(dynamodb|states):/.test(action));
      expect(sorted(others)).toEqual(
        sorted([
          ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
            action,
            resource: `Functions${pascalCase(spec.name)}Logs`,
          })),
          ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'].map((action) => ({
            action,
            resource: '*',
          })),
          ...(spec.name === 'count-outcomes'
            ? [{ action: 'sqs:SendMessage', resource: 'OutcomeCountsDeadLetters' }]
            : []),
        ]),
      );
    });
  });

  const writes = (key: TableKey, tables: (typeof FUNCTIONS)[number]['tables']): readonly Access[] =>
    (tables[key] ?? []).filter((access) => WRITING.includes(access));

  it('a call that reads runs nothing that may write', () => {
    for (const { name, routes, tables } of FUNCTIONS) {
      const reading = routes.filter(({ method }) => method === 'GET');
      expect([0, routes.length], `${name} reads and writes`).toContain(reading.length);
      if (reading.length > 0)
        expect(
          TABLES.flatMap((key) => writes(key, tables)),
          name,
        ).toEqual([]);
    }
  });

  it('nobody changes or removes what is in the audit trail', () => {
    const allowed = FUNCTIONS.flatMap(({ name }) => permissions(name))
      .filter(({ resource }) => resource.startsWith('TablesAudit'))
      .map(({ action }) => action);
    expect([...new Set(allowed)].sort()).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ]);
  });

  it('nobody but the counter reads the stream', () => {
    const readers = FUNCTIONS.filter(({ name }) =>
      permissions(name).some(({ action }) => action === 'dynamodb:GetRecords'),
    );
    expect(readers.map(({ name }) => name)).toEqual(['count-outcomes']);
  });
});

describe('who may be called', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesise();
  });

  it('functions by the routes of the API, and each only by its own', () => {
    const invokers = resourcesOf(template, 'AWS::Lambda::Permission').map(({ properties }) => properties);
    expect(invokers.map(({ Action, Principal }) => `${Action} ${Principal}`)).toEqual(
      FUNCTIONS.flatMap(({ routes }) => routes.map(() => 'lambda:InvokeFunction apigateway.amazonaws.com')),
    );
    const called = invokers.map(({ FunctionName, SourceArn }) => {
      const path = textOf(SourceArn).replace(/^.*:HttpApi\w+\/\*\/\*/, '');
      return `${textOf(FunctionName)} ${path}`;
    });
    expect(called.sort()).toEqual(
      FUNCTIONS.flatMap(({ name, routes }) =>
        routes.map(({ path }) => `Functions${pascalCase(name)} /api/v1${path}`),
      ).sort(),
    );
  });

  it('queue and topic by nobody from outside, and not without TLS', () => {
    for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']) {
      const [policy, ...others] = resourcesOf(template, type);
      expect(others).toEqual([]);
      for (const { Effect, Principal, Condition } of policy?.properties.PolicyDocument.Statement ?? []) {
        if (Effect === 'Deny') expect(Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
        else expect(Principal).not.toEqual({ AWS: '*' });
      }
    }
  });
});

describe('the model that may be asked', () => {
  const inStack = (gap_fill: object) => grantedIn(synthesise({ midstream: { gap_fill } }));
  /** By what a role of its own is allowed: a whole stack for each would take long. */
  const granted = (gap_fill: object) => {
    const stack = new Stack();
    const role = new Role(stack, 'FunctionsReconcileRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    allowModel(role, readConfig({ gap_fill }).gap_fill);
    return grantedIn(Template.fromStack(stack));
  };
  const grantedIn = (template: Template) =>
    resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ properties }) =>
      properties.PolicyDocument.Statement.filter(({ Action: action }: Properties) =>
        [action].flat().some((each: string) => each.startsWith('bedrock:')),
      ).map((statement: Properties) => ({
        role: properties.Roles[0].Ref.slice(0, -8),
        action: statement.Action,
        resource: textOf(statement.Resource),
        by: statement.Condition && textOf(statement.Condition.StringEquals['bedrock:InferenceProfileArn']),
      })),
    );
  const bedrock = (bedrock_model_id: string, more: object = {}) =>
    granted({ provider: 'bedrock', bedrock_model_id, ...more });
  const PLACE = 'arn:AWS::Partition:bedrock:AWS::Region';
  const RECONCILE = { role: 'FunctionsReconcileRole', action: 'bedrock:InvokeModel' };

  it('is none where the provider is local', () => {
    expect(inStack({})).toEqual([]);
    expect(granted({})).toEqual([]);
    expect(granted({ bedrock_model_id: 'a.b' })).toEqual([]);
  });

  it('is a foundation model, by id or ARN', () => {
    const one = { ...RECONCILE, resource: `${PLACE}::foundation-model/anthropic.claude-x-v1:0` };
    expect(bedrock('anthropic.claude-x-v1:0')).toEqual([one]);
    expect(inStack({ provider: 'bedrock', bedrock_model_id: 'anthropic.claude-x-v1:0' })).toEqual([one]);
    const arn = 'arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0';
    expect(bedrock(arn)).toEqual([{ ...RECONCILE, resource: arn }]);
  });

  it('is in the region that is configured', () => {
    expect(bedrock('a.b', { bedrock_region: 'eu-west-1' })).toEqual([
      { ...RECONCILE, resource: 'arn:AWS::Partition:bedrock:eu-west-1::foundation-model/a.b' },
    ]);
  });

  it('is an inference profile, and its model by way of that profile only', () => {
    const profile = `${PLACE}:AWS::AccountId:inference-profile/eu.anthropic.claude-x-v1:0`;
    const model = 'arn:AWS::Partition:bedrock:*::foundation-model/anthropic.claude-x-v1:0';
    expect(bedrock('eu.anthropic.claude-x-v1:0')).toEqual([
      { ...RECONCILE, resource: profile },
      { ...RECONCILE, resource: model, by: profile },
    ]);
    const arn = 'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-x-v1:0';
    expect(bedrock(arn)).toEqual([
      { ...RECONCILE, resource: arn },
      { ...RECONCILE, resource: model, by: arn },
    ]);
  });

  it('is whatever an application inference profile routes to, by way of that only', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123';
    expect(bedrock(arn)).toEqual([
      { ...RECONCILE, resource: arn },
      { ...RECONCILE, resource: 'arn:AWS::Partition:bedrock:*::foundation-model/*', by: arn },
    ]);
  });

  it('is a model of one’s own', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abc123';
    expect(bedrock(arn)).toEqual([{ ...RECONCILE, resource: arn }]);
  });
});

function policiesOf(template: Template): FoundResource[] {
  return resourcesOf(template, 'AWS::IAM::Policy');
}

function permissionsIn({ PolicyDocument }: Properties): Permission[] {
  return PolicyDocument.Statement.flatMap(({ Effect, Action, Resource }: Properties) => {
    expect(Effect).toBe('Allow');
    return [Action]
      .flat()
      .flatMap((action: string) =>
        [Resource].flat().map((resource) => ({ action, resource: textOf(resource) })),
      );
  });
}

const sorted = (permissions: readonly Permission[]): string[] =>
  permissions.map(({ action, resource }) => `${action} ${resource}`).sort();

/** A resource with names of constructs instead of intrinsic functions. */
function textOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const {
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
    'Fn::Select': select,
    Ref: ref,
  } = resource as Properties;
  if (attribute) return attribute[1] === 'Arn' ? attribute[0].slice(0, -8) : attribute.join('.');
  // A name out of an ARN.
  if (select) return textOf(select[1]['Fn::Split'][1]);
  if (join) return join[1].map(textOf).join(join[0]);
  return ref;
}
