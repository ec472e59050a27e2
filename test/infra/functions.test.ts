import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { pascalCase } from '../../infra/names.ts';
import { readConfig } from '../../lib/config/config.ts';
import { ENV } from '../../lib/config/environment.ts';
import { type Properties, resourceNamed, resourcesOf, synthesise } from '../support/template.ts';

const LAMBDA = 'AWS::Lambda::Function';

describe('the functions', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesise({ stage: 'blue', midstream: { deployment: { index_shards: 3 } } });
  });
  const lambda = (name: string) => resourceNamed(template, LAMBDA, `Functions${pascalCase(name)}`).properties;
  const variables = (name: string): Properties => lambda(name).Environment.Variables;

  it.each(FUNCTIONS)('$name is as the catalogue says', (spec) => {
    expect(lambda(spec.name)).toMatchObject({
      FunctionName: `midstream-blue-${spec.name}`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: spec.timeoutSeconds,
      MemorySize: spec.memoryMb,
      TracingConfig: { Mode: 'Active' },
    });
  });

  it('there are no others', () => {
    expect(resourcesOf(template, LAMBDA)).toHaveLength(FUNCTIONS.length);
  });

  it('have a log group of their own that forgets', () => {
    for (const { name } of FUNCTIONS) {
      const logs = resourceNamed(template, 'AWS::Logs::LogGroup', `Functions${pascalCase(name)}Logs`);
      expect(logs.properties).toEqual({
        LogGroupName: `/aws/lambda/midstream-blue-${name}`,
        RetentionInDays: 30,
      });
      expect(lambda(name).LoggingConfig.LogGroup).toEqual({ Ref: logs.id });
    }
  });

  it('are told the whole configuration, defaults included', () => {
    const told = JSON.parse(variables('reconcile')[ENV.config]);
    expect(told).toEqual(readConfig({ deployment: { index_shards: 3 } }));
  });

  it.each(FUNCTIONS)('$name knows just what it needs', (spec) => {
    const known = variables(spec.name);
    expect(ENV.scenariosTable in known).toBe(spec.tables.scenarios !== undefined);
    expect(ENV.sessionsTable in known).toBe(spec.tables.sessions !== undefined);
    expect(ENV.auditTable in known).toBe(spec.tables.audit !== undefined);
    expect(ENV.stateMachineArn in known).toBe(spec.deployments !== undefined);
    for (const name of [ENV.jwksUri, ENV.jwtIssuer, ENV.jwtAudience]) {
      expect(name in known).toBe(spec.routes.length > 0);
    }
  });
});
