import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Access } from '../functions/catalog.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem'];

/** TransactWriteItems has no action of its own: it needs these. */
const WRITE = [
  ...READ,
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
];

/** What a function that marks many sessions at once needs besides: conditional updates in PartiQL batches. */
const PARTIQL = ['dynamodb:PartiQLUpdate', 'dynamodb:PartiQLSelect'];

export interface TableGrant {
  readonly table: ITable;
  readonly indexNames: readonly string[];
  readonly access: Access;
  readonly partiql: boolean;
  /** Indexes that it may go through from end to end. */
  readonly scanned: readonly string[];
}

/** The statements that let a function use one table as the catalogue says; indexes can only be queried. */
export function tableStatements(grant: TableGrant): PolicyStatement[] {
  const { table, indexNames, access, partiql, scanned } = grant;
  if (access === 'none') return [];
  const onIndexes = (action: string, names: readonly string[]): PolicyStatement[] =>
    names.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: [action],
            resources: names.map((name) => `${table.tableArn}/index/${name}`),
          }),
        ];
  const items = new PolicyStatement({
    actions: [...(access === 'write' ? WRITE : READ), ...(partiql ? PARTIQL : [])],
    resources: [table.tableArn],
  });
  return [
    ...(access === 'index' ? [] : [items]),
    ...onIndexes('dynamodb:Query', indexNames),
    ...onIndexes('dynamodb:Scan', scanned),
  ];
}
