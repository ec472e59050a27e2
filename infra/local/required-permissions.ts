import * as z from 'zod';
import { localArn } from './identity.ts';
import type { Permission } from './permission.ts';

const OneTable = z.object({ TableName: z.string(), IndexName: z.string().optional() });
const Batch = z.object({ RequestItems: z.record(z.string(), z.unknown()) });
const Transaction = z.object({
  TransactItems: z.array(
    z.partialRecord(
      z.enum(['Put', 'Update', 'Delete', 'ConditionCheck']),
      z.object({ TableName: z.string() }),
    ),
  ),
});
const Statements = z.object({ Statements: z.array(z.object({ Statement: z.string() })) });
const Start = z.object({ stateMachineArn: z.string() });
const Stop = z.object({ executionArn: z.string() });

/** `UPDATE "table" ...`; the tables here have no name that could stand without quotation marks. */
const PARTIQL = /^\s*(INSERT|UPDATE|DELETE)\b[^"]*"([^"]+)"/i;

/**
 * What IAM is asked when a request is sent to a service, as the services' authorisation references say.
 * @param target the header `X-Amz-Target`
 * @param body of the request, JSON
 * @throws when nobody has said yet what the request takes
 */
export function requiredPermissions(target: string, body: string): Permission[] {
  const input: unknown = JSON.parse(body);
  switch (target) {
    case 'DynamoDB_20120810.GetItem':
    case 'DynamoDB_20120810.PutItem':
    case 'DynamoDB_20120810.UpdateItem':
    case 'DynamoDB_20120810.DeleteItem':
    case 'DynamoDB_20120810.Query':
    case 'DynamoDB_20120810.Scan': {
      const { TableName, IndexName } = OneTable.parse(input);
      return [onTable(operationOf(target), TableName, IndexName)];
    }
    case 'DynamoDB_20120810.BatchGetItem':
    case 'DynamoDB_20120810.BatchWriteItem':
      return Object.keys(Batch.parse(input).RequestItems).map((table) => onTable(operationOf(target), table));
    case 'DynamoDB_20120810.TransactWriteItems':
      return Transaction.parse(input).TransactItems.flatMap((item) =>
        Object.entries(item).map(([part, { TableName }]) => onTable(`${part}Item`, TableName)),
      );
    case 'DynamoDB_20120810.BatchExecuteStatement':
      return Statements.parse(input).Statements.map(({ Statement }) => partiQl(Statement));
    case 'AWSStepFunctions.StartExecution':
      return [{ action: 'states:StartExecution', resource: Start.parse(input).stateMachineArn }];
    case 'AWSStepFunctions.StopExecution':
      return [{ action: 'states:StopExecution', resource: Stop.parse(input).executionArn }];
    default:
      throw new Error(`infra/local/required-permissions.ts does not know what ${target} takes`);
  }
}

const operationOf = (target: string): string => target.slice(target.indexOf('.') + 1);

function onTable(operation: string, table: string, index?: string): Permission {
  const resource = localArn('dynamodb', `table/${table}`);
  return {
    action: `dynamodb:${operation}`,
    resource: index === undefined ? resource : `${resource}/index/${index}`,
  };
}

function partiQl(statement: string): Permission {
  const [, verb = '', table = ''] = PARTIQL.exec(statement) ?? [];
  if (table === '')
    throw new Error(`infra/local/required-permissions.ts does not know what ${statement} takes`);
  return onTable(`PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1).toLowerCase()}`, table);
}
