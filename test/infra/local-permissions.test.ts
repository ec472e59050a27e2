import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CREDENTIALS, localArn, REGION } from '../../infra/local/identity.ts';
import { LambdaHost } from '../../infra/local/lambda-host.ts';
import type { Permission, Statement } from '../../infra/local/permission.ts';
import { PROJECT_ROOT } from '../../infra/paths.ts';

/** A Lambda that sends what it is told to, by the real SDK. */
const SENDER = `
  import { createRequire } from 'node:module';
  const require = createRequire(${JSON.stringify(join(PROJECT_ROOT, 'package.json'))});
  const clients = {
    dynamodb: [require('@aws-sdk/client-dynamodb'), 'DynamoDBClient'],
    states: [require('@aws-sdk/client-sfn'), 'SFNClient'],
  };
  export const handler = async ({ service, command, input }) => {
    const [sdk, Client] = clients[service];
    await new sdk[Client]({ maxAttempts: 1 }).send(new sdk[command + 'Command'](input));
    return 'sent';
  };`;

const TableName = `guarded-${randomUUID()}`;
const arn = localArn('dynamodb', `table/${TableName}`);
const Key = { pk: { S: 'a' } };
const put = { Put: { TableName, Item: { pk: { S: 'b' } } } };
const check = { ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' } };

/** A request, and what it takes. */
const REQUESTS: readonly (readonly [
  command: string,
  input: object,
  ...takes: (readonly [string, string])[],
])[] = [
  ['PutItem', { TableName, Item: Key }, ['PutItem', arn]],
  ['GetItem', { TableName, Key }, ['GetItem', arn]],
  ['UpdateItem', { TableName, Key }, ['UpdateItem', arn]],
  ['BatchGetItem', { RequestItems: { [TableName]: { Keys: [Key] } } }, ['BatchGetItem', arn]],
  [
    'BatchWriteItem',
    { RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } },
    ['BatchWriteItem', arn],
  ],
  [
    'Query',
    { TableName, KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } },
    ['Query', arn],
  ],
  [
    'Query',
    {
      TableName,
      IndexName: 'others',
      KeyConditionExpression: 'other_pk = :a',
      ExpressionAttributeValues: { ':a': { S: 'a' } },
    },
    ['Query', `${arn}/index/others`],
  ],
  ['Scan', { TableName }, ['Scan', arn]],
  ['Scan', { TableName, IndexName: 'others' }, ['Scan', `${arn}/index/others`]],
  ['TransactWriteItems', { TransactItems: [put, check] }, ['PutItem', arn], ['ConditionCheckItem', arn]],
  [
    'TransactWriteItems',
    {
      TransactItems: [
        { Update: { TableName, Key, UpdateExpression: 'REMOVE x' } },
        { Delete: { TableName, Key: { pk: { S: 'c' } } } },
      ],
    },
    ['UpdateItem', arn],
    ['DeleteItem', arn],
  ],
  [
    'BatchExecuteStatement',
    { Statements: [{ Statement: `UPDATE "${TableName}" SET x = 1 WHERE pk = 'a'` }] },
    ['PartiQLUpdate', arn],
  ],
  ['DeleteItem', { TableName, Key }, ['DeleteItem', arn]],
];

describe('a Lambda on one machine may do what its role allows', () => {
  const hosts: LambdaHost[] = [];
  const client = new DynamoDBClient({
    endpoint: inject('dynamoEndpoint'),
    region: REGION,
    credentials: CREDENTIALS,
  });
  beforeAll(async () => {
    const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
    const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' as const }];
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [attribute('pk'), attribute('other_pk')],
        KeySchema: key('pk'),
        GlobalSecondaryIndexes: [
          { IndexName: 'others', KeySchema: key('other_pk'), Projection: { ProjectionType: 'KEYS_ONLY' } },
        ],
      }),
    );
  });
  afterAll(() => Promise.all(hosts.map((host) => host.stop())));

  const folder = mkdtempSync(join(tmpdir(), 'midstream-sender-'));
  writeFileSync(join(folder, 'index.mjs'), SENDER);
  /** A Lambda with these statements, that sends a request. */
  const senderWith = (statements: readonly Statement[], used: Permission[] = []) => {
    const host = new LambdaHost(
      {
        name: 'sender',
        functionName: 'sender',
        arn: localArn('lambda', 'function:sender'),
        codeFile: join(folder, 'index.mjs'),
        handlerName: 'handler',
        timeoutMs: 20_000,
        memoryMb: 128,
        environment: {},
        role: { name: 'sender-role', statements },
      },
      {
        dynamoEndpoint: inject('dynamoEndpoint'),
        stepFunctionsEndpoint: inject('url'),
        log: () => {},
        onPermission: (_, permission) => used.push(permission),
      },
    );
    hosts.push(host);
    return (command: string, input: object, service = 'dynamodb') =>
      host.invoke(JSON.stringify({ service, command, input }));
  };
  const allowing = (takes: readonly (readonly [string, string])[]): Statement[] =>
    takes.map(([action, resource]) => ({ actions: [`dynamodb:${action}`], resources: [resource] }));

  it('each request takes its permissions, and with these it is sent', async () => {
    for (const [command, input, ...takes] of REQUESTS) {
      const used: Permission[] = [];
      const outcome = await senderWith(allowing(takes), used)(command, input);
      expect(outcome, JSON.stringify(outcome)).toMatchObject({ ok: true });
      expect(used).toEqual(takes.map(([action, resource]) => ({ action: `dynamodb:${action}`, resource })));
    }
  });

  it('with all permissions but one, it is not', async () => {
    const every = [
      ...new Map(REQUESTS.flatMap(([, , ...takes]) => takes).map((each) => [each.join(), each])).values(),
    ];
    for (const [command, input, ...takes] of REQUESTS) {
      for (const missing of takes) {
        const others = every.filter((each) => each.join() !== missing.join());
        expect(await senderWith(allowing(others))(command, input), command).toMatchObject({
          ok: false,
          error: {
            errorType: 'AccessDeniedException',
            errorMessage: expect.stringContaining(
              `assumed-role/sender-role/sender is not authorized to perform: dynamodb:${missing[0]} on resource: ${missing[1]} `,
            ),
          },
        });
      }
    }
  });

  it('what is refused is not written, not even in part', async () => {
    const Item = { pk: { S: 'never' } };
    await senderWith(allowing([['PutItem', arn]]))('TransactWriteItems', {
      TransactItems: [{ Put: { TableName, Item } }, check],
    });
    const found = await client.send(new GetItemCommand({ TableName, Key: Item, ConsistentRead: true }));
    expect(found.Item).toBeUndefined();
  });

  it('what nobody has thought of yet is refused', async () => {
    const all = [{ actions: ['dynamodb:DescribeTable'], resources: ['*'] }];
    expect(await senderWith(all)('DescribeTable', { TableName })).toMatchObject({
      ok: false,
      error: {
        errorMessage: expect.stringContaining('does not know what DynamoDB_20120810.DescribeTable takes'),
      },
    });
  });

  it('executions too: of the machines that it may start, and those that it may stop', async () => {
    const machine = localArn('states', 'stateMachine:some');
    const send = senderWith([
      { actions: ['states:StartExecution'], resources: [machine] },
      { actions: ['states:StopExecution'], resources: [localArn('states', 'execution:some:*')] },
    ]);
    const errorOf = async (command: string, input: object) => {
      const outcome = await send(command, input, 'states');
      return outcome.ok ? undefined : outcome.error.errorType;
    };
    // Allowed, and sent: there is no such machine.
    expect(await errorOf('StartExecution', { stateMachineArn: machine })).toBe('StateMachineDoesNotExist');
    expect(await errorOf('StopExecution', { executionArn: localArn('states', 'execution:some:x') })).toBe(
      'ExecutionDoesNotExist',
    );
    expect(await errorOf('StartExecution', { stateMachineArn: `${machine}-other` })).toBe(
      'AccessDeniedException',
    );
    expect(await errorOf('StopExecution', { executionArn: localArn('states', 'execution:other:x') })).toBe(
      'AccessDeniedException',
    );
  });
});
