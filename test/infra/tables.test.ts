import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { resourceNamed, resourcesOf, synthesise } from '../support/template.ts';

const TABLE = 'AWS::DynamoDB::Table';

describe('the tables', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesise();
  });

  it('are on demand, encrypted, recoverable and let things expire', () => {
    const tables = resourcesOf(template, TABLE);
    expect(tables).toHaveLength(3);
    for (const { properties } of tables) {
      expect(properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expires_at_epoch', Enabled: true },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      });
    }
  });

  it('index live sessions by step without projecting the mark', () => {
    const { properties } = resourceNamed(template, TABLE, 'TablesSessions');
    const [index] = properties.GlobalSecondaryIndexes;
    expect(index.IndexName).toBe('steps');
    expect(index.KeySchema.map((key: { AttributeName: string }) => key.AttributeName)).toEqual([
      'step_pk',
      'step_sk',
    ]);
    expect(index.Projection.ProjectionType).toBe('INCLUDE');
    expect(index.Projection.NonKeyAttributes.join()).not.toMatch(/mark|pending/);
  });

  it('index live sessions by version, and write that for each hour of activity at most', () => {
    const { properties } = resourceNamed(template, TABLE, 'TablesSessions');
    for (const name of ['graphs', 'counted']) {
      const index = properties.GlobalSecondaryIndexes.find(
        ({ IndexName }: { IndexName: string }) => IndexName === name,
      );
      expect(index.Projection).toEqual({ ProjectionType: 'INCLUDE', NonKeyAttributes: ['active_hour'] });
    }
  });

  it('index packed parts without what they hold', () => {
    const { properties } = resourceNamed(template, TABLE, 'TablesScenarios');
    const index = properties.GlobalSecondaryIndexes.find(
      ({ IndexName }: { IndexName: string }) => IndexName === 'parts',
    );
    expect(index.Projection).toEqual({ ProjectionType: 'INCLUDE', NonKeyAttributes: ['plan_id'] });
  });

  it('stream the audit trail, and nothing else', () => {
    const streamed = resourcesOf(template, TABLE).filter(({ properties }) => properties.StreamSpecification);
    expect(streamed.map(({ id }) => id.slice(0, -8))).toEqual(['TablesAudit']);
    expect(streamed[0]?.properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
  });

  it.each([
    ['dev', false, 'Delete'],
    ['production', true, 'Retain'],
  ])('in %s: deletion protection %s, deletion policy %s', (stage, protection, policy) => {
    synthesise({ stage }).allResources(TABLE, {
      DeletionPolicy: policy,
      UpdateReplacePolicy: policy,
      Properties: Match.objectLike({ DeletionProtectionEnabled: protection }),
    });
  });
});
