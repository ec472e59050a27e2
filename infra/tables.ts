import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { KEY, TABLES } from '../lib/store/tables.ts';
import { PRODUCTION } from './context.ts';
import { removalPolicy } from './removal.ts';
import type { StageProps } from './stage.ts';

interface TableShape {
  readonly indexes: Readonly<Record<string, IndexShape>>;
  readonly stream: boolean;
}

interface IndexShape {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
  readonly projected: 'all' | readonly string[];
}

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });

/** The DynamoDB tables, exactly as `lib/store/tables.ts` describes them. */
export class Tables extends Construct {
  readonly scenarios: Table;
  readonly sessions: Table;
  readonly audit: Table;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    const create = (name: string, shape: TableShape) => createTable(this, name, shape, props);
    this.scenarios = create('Scenarios', TABLES.scenarios);
    this.sessions = create('Sessions', TABLES.sessions);
    this.audit = create('Audit', TABLES.audit);
  }
}

function createTable(
  scope: Construct,
  id: string,
  shape: TableShape,
  { stage, encryption: { key } }: StageProps,
): Table {
  const table = new Table(scope, id, {
    partitionKey: text(KEY.partition),
    sortKey: text(KEY.sort),
    timeToLiveAttribute: KEY.expires,
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...(key
      ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }
      : { encryption: TableEncryption.AWS_MANAGED }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: stage === PRODUCTION,
    removalPolicy: removalPolicy(stage),
    ...(shape.stream && { stream: StreamViewType.NEW_IMAGE }),
  });
  for (const index of Object.values(shape.indexes)) {
    table.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKey: text(index.partition),
      sortKey: text(index.sort),
      ...(index.projected === 'all'
        ? { projectionType: ProjectionType.ALL }
        : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.projected] }),
    });
  }
  return table;
}
