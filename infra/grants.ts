import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Access, ItemOperation } from '../functions/catalog.ts';

/** What IAM asks for. A transaction has no action of its own: it takes those of its parts. */
const ACTIONS: Readonly<Record<ItemOperation, string>> = {
  get: 'dynamodb:GetItem',
  'batch-get': 'dynamodb:BatchGetItem',
  query: 'dynamodb:Query',
  check: 'dynamodb:ConditionCheckItem',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  delete: 'dynamodb:DeleteItem',
  'batch-write': 'dynamodb:BatchWriteItem',
  'partiql-update': 'dynamodb:PartiQLUpdate',
};

const WRITES: readonly Access[] = ['put', 'update', 'delete', 'batch-write', 'partiql-update'];

/** Does it change what is stored? */
export const mayWrite = (access: Access): boolean => WRITES.includes(access);

const isOnItems = (access: Access): access is ItemOperation => Object.hasOwn(ACTIONS, access);

/**
 * The statements that let a function use one table as the catalogue says. There is no condition on
 * `dynamodb:LeadingKeys`: every function serves all tenants with one role, so that IAM cannot tell them apart. What
 * keeps tenants from each other is the key, which begins with the tenant that the token grants.
 */
export function tableStatements(table: ITable, accesses: readonly Access[]): PolicyStatement[] {
  const actions = accesses.filter(isOnItems).map((access) => ACTIONS[access]);
  const onIndexes = accesses
    .filter((access) => !isOnItems(access))
    .map((access) => {
      const [operation, index] = access.split(' ');
      return new PolicyStatement({
        actions: [operation === 'scan' ? 'dynamodb:Scan' : 'dynamodb:Query'],
        resources: [`${table.tableArn}/index/${index}`],
      });
    });
  if (actions.length === 0) return onIndexes;
  return [new PolicyStatement({ actions, resources: [table.tableArn] }), ...onIndexes];
}
