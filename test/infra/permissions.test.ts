import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Access, FUNCTIONS } from '../../functions/catalog.ts';
import { pascalCase } from '../../infra/names.ts';
import { type Properties, resourcesOf, synthesise } from '../support/template.ts';

/** Goes through what tells whose parts there are, and through nothing else. */
const scans = (name: string, index: string) => name === 'retention-cleanup' && index === 'parts';

interface Permission {
  readonly action: string;
  readonly resource: string;
}

const READ = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query'];
const WRITE = [...READ, 'BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'].sort();
const ACTIONS: Readonly<Record<Access, readonly string[]>> = {
  none: [],
  index: [],
  read: READ,
  write: WRITE,
};
const TABLES = [
  ['scenarios', 'TablesScenarios', ['plans', 'parts']],
  ['sessions', 'TablesSessions', ['steps', 'graphs', 'counted']],
  ['audit', 'TablesAudit', ['plan_events']],
] as const;

describe('what each function may do', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesise();
  });

  const permissions = (name: string): Permission[] => {
    const roleId = `Functions${pascalCase(name)}Role`;
    return resourcesOf(template, 'AWS::IAM::Policy')
      .filter(({ properties }) =>
        properties.Roles.some((role: Properties) => role.Ref.slice(0, -8) === roleId),
      )
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .flatMap((statement: Properties) =>
        [statement.Action]
          .flat()
          .flatMap((action: string) =>
            [statement.Resource].flat().map((resource) => ({ action, resource: textOf(resource) })),
          ),
      );
  };
  const actionsOn = (name: string, resource: string) =>
    permissions(name)
      .filter((permission) => permission.resource === resource)
      .map(({ action }) => action)
      .sort();

  describe.each(FUNCTIONS)('$name', (spec) => {
    it.each(TABLES)('on %s: just what the catalogue says', (key, table, indexes) => {
      const partiql = spec.name === 'mark-sessions' && key === 'sessions';
      const expected = [...ACTIONS[spec[key]], ...(partiql ? ['PartiQLSelect', 'PartiQLUpdate'] : [])];
      expect(actionsOn(spec.name, table)).toEqual(expected.map((action) => `dynamodb:${action}`).sort());
      for (const index of indexes) {
        expect(actionsOn(spec.name, `${table}/index/${index}`)).toEqual(
          spec[key] === 'none'
            ? []
            : scans(spec.name, index)
              ? ['dynamodb:Query', 'dynamodb:Scan']
              : ['dynamodb:Query'],
        );
      }
    });

    it('starts and stops deployments only if it deploys', () => {
      const states = permissions(spec.name).filter(({ action }) => action.startsWith('states:'));
      expect(states.map(({ action }) => action).sort()).toEqual(
        spec.deploys ? ['states:StartExecution', 'states:StopExecution'] : [],
      );
      for (const { resource } of states) expect(resource).toContain('DeploymentMachine');
    });

    it('has no wildcard but for what takes no resource', () => {
      for (const { action, resource } of permissions(spec.name)) {
        expect(action).not.toContain('*');
        if (resource === '*') {
          expect(action).toMatch(/^xray:Put(TraceSegments|TelemetryRecords)$|^dynamodb:ListStreams$/);
        } else if (action !== 'states:StopExecution') {
          expect(resource).not.toContain('*');
        }
      }
    });
  });

  it('nobody but the counter reads the stream', () => {
    const readers = FUNCTIONS.filter(({ name }) =>
      permissions(name).some(({ action }) => action === 'dynamodb:GetRecords'),
    );
    expect(readers.map(({ name }) => name)).toEqual(['count-outcomes']);
  });

  it('no role has a managed policy', () => {
    for (const { properties } of resourcesOf(template, 'AWS::IAM::Role')) {
      expect(properties.ManagedPolicyArns).toBeUndefined();
    }
  });
});

describe('the model that may be asked', () => {
  const granted = (gap_fill: object) => {
    const template = synthesise({ midstream: { gap_fill } });
    return resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ properties }) =>
      properties.PolicyDocument.Statement.filter(({ Action: action }: Properties) =>
        [action].flat().some((each: string) => each.startsWith('bedrock:')),
      ).map((statement: Properties) => ({
        role: properties.Roles[0].Ref.slice(0, -8),
        action: statement.Action,
        resource: textOf(statement.Resource),
        by: statement.Condition && textOf(statement.Condition.StringEquals['bedrock:InferenceProfileArn']),
      })),
    );
  };
  const bedrock = (bedrock_model_id: string, more: object = {}) =>
    granted({ provider: 'bedrock', bedrock_model_id, ...more });
  const PLACE = 'arn:AWS::Partition:bedrock:AWS::Region';
  const RECONCILE = { role: 'FunctionsReconcileRole', action: 'bedrock:InvokeModel' };

  it('is none where the provider is local', () => {
    expect(granted({})).toEqual([]);
    expect(granted({ bedrock_model_id: 'a.b' })).toEqual([]);
  });

  it('is a foundation model, by id or ARN', () => {
    expect(bedrock('anthropic.claude-x-v1:0')).toEqual([
      { ...RECONCILE, resource: `${PLACE}::foundation-model/anthropic.claude-x-v1:0` },
    ]);
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

/** A resource with names of constructs instead of intrinsic functions. */
function textOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { 'Fn::GetAtt': attribute, 'Fn::Join': join, Ref: ref } = resource as Properties;
  if (attribute) return attribute[1] === 'Arn' ? attribute[0].slice(0, -8) : attribute.join('.');
  if (join) return join[1].map(textOf).join(join[0]);
  return ref;
}
