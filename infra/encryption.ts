import { Duration, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Infrastructure } from './context.ts';
import { physicalName } from './names.ts';
import { removalPolicy } from './removal.ts';

export interface EncryptionProps {
  readonly stage: string;
  readonly kms_key: Infrastructure['kms_key'];
}

/** What a role does with a service: reads a table, writes one too, or hands something over for keeping. */
type KeyUse = 'read' | 'write' | 'send';

const ACTIONS: Readonly<Record<KeyUse, readonly string[]>> = {
  read: ['kms:Decrypt', 'kms:DescribeKey'],
  write: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
  send: ['kms:Decrypt', 'kms:GenerateDataKey'],
};

/**
 * The key under which the stage keeps what it keeps, where AWS's own ones will not do. Whose key it is decides its
 * policy: one of another team's must let this account's roles use it through IAM, CloudWatch Logs for the groups of
 * the stage, `delivery.logs` for those of its executions, and CloudWatch for its alarms. README lists what.
 */
export class Encryption extends Construct {
  /** None where AWS manages the keys. */
  readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, { stage, kms_key: configured }: EncryptionProps) {
    super(scope, id);
    if (configured === 'aws') return;
    this.key = configured === 'create' ? this.#create(stage) : Key.fromKeyArn(this, 'Key', configured);
  }

  /** Lets a role use the key, by way of a service only. */
  allow(role: IRole, service: 'dynamodb' | 'sqs' | 'states', use: KeyUse): void {
    if (this.key === undefined) return;
    const { region, urlSuffix } = Stack.of(this);
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [...ACTIONS[use]],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } },
      }),
    );
  }

  #create(stage: string): Key {
    const key = new Key(this, 'Key', {
      alias: physicalName(stage),
      description: `What Midstream keeps in the stage ${stage}`,
      enableKeyRotation: true,
      removalPolicy: removalPolicy(stage),
      pendingWindow: Duration.days(30),
    });
    const { region, account, urlSuffix } = Stack.of(this);
    const groups = [`/aws/lambda/${physicalName(stage)}-*`, `/aws/vendedlogs/*/${physicalName(stage)}*`];
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.${urlSuffix}`)],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': groups.map((name) =>
              Stack.of(this).formatArn({ service: 'logs', resource: `log-group:${name}` }),
            ),
          },
        },
      }),
    );
    // An alarm that may not use the key of its topic sounds nowhere.
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    return key;
  }
}
