import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnFunction,
  Code,
  Function as Lambda,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FUNCTIONS, type FunctionSpec, type TableKey } from '../functions/catalog.ts';
import type { Config } from '../lib/config/config.ts';
import { ENV } from '../lib/config/environment.ts';
import { mayWrite, tableStatements } from './grants.ts';
import { allowModel } from './model-grant.ts';
import { acknowledgeWildcard } from './nag.ts';
import { LOCAL_NAME, pascalCase, physicalName } from './names.ts';
import { createLogGroup, type StageProps } from './stage.ts';
import type { Tables } from './tables.ts';
import type { TokenParameters } from './token-parameters.ts';

export interface FunctionsProps extends StageProps {
  readonly config: Config;
  /** Holds `<name>/index.mjs` for every function. */
  readonly assets: string;
  readonly tables: Tables;
  readonly tokens: TokenParameters;
}

const TABLE_VARIABLES: Readonly<Record<TableKey, string>> = {
  scenarios: ENV.scenariosTable,
  sessions: ENV.sessionsTable,
  audit: ENV.auditTable,
};
const TABLE_KEYS = ['scenarios', 'sessions', 'audit'] as const;

/** Every Lambda of the catalogue, each with its own role, log group and just the environment that it needs. */
export class Functions extends Construct {
  readonly #byName = new Map<string, Lambda>();

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    for (const spec of FUNCTIONS) this.#byName.set(spec.name, createFunction(this, spec, props));
    acknowledgeWildcard(
      this,
      '*',
      'X-Ray’s PutTraceSegments and PutTelemetryRecords take no resource, nor does ListStreams of DynamoDB.',
    );
  }

  /** @throws when the catalogue has no such function */
  get(name: string): Lambda {
    const found = this.#byName.get(name);
    if (found === undefined) throw new Error(`functions/catalog.ts has no function ${name}`);
    return found;
  }
}

function createFunction(scope: Construct, spec: FunctionSpec, props: FunctionsProps): Lambda {
  const id = pascalCase(spec.name);
  const functionName = physicalName(props.stage, spec.name);
  const logGroup = createLogGroup(scope, `${id}Logs`, `/aws/lambda/${functionName}`, props);
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  for (const key of TABLE_KEYS) {
    for (const statement of tableStatements(props.tables[key], spec.tables[key] ?? [])) {
      role.addToPrincipalPolicy(statement);
    }
  }
  const accesses = Object.values(spec.tables).flat();
  if (accesses.length > 0) {
    props.encryption.allow(role, 'dynamodb', accesses.some(mayWrite) ? 'write' : 'read');
  }
  if (spec.understands) allowModel(role, props.config.gap_fill);
  const { reconcile_reserved_concurrency } = props.infrastructure;
  const reserved = spec.name === 'reconcile' ? reconcile_reserved_concurrency : undefined;
  const lambda = new Lambda(scope, id, {
    functionName,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(join(props.assets, spec.name), { exclude: ['*.map'] }),
    timeout: Duration.seconds(spec.timeoutSeconds),
    memorySize: spec.memoryMb,
    tracing: Tracing.ACTIVE,
    role,
    logGroup,
    ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
    environment: environmentOf(spec, props),
  });
  if (lambda.node.defaultChild instanceof CfnFunction) {
    lambda.node.defaultChild.addMetadata(LOCAL_NAME, spec.name);
  }
  return lambda;
}

/** A function knows the name of a table only if it may use it: a missing permission then shows on one machine too. */
function environmentOf(spec: FunctionSpec, props: FunctionsProps): Record<string, string> {
  const tables = TABLE_KEYS.filter((key) => spec.tables[key] !== undefined).map((key) => [
    TABLE_VARIABLES[key],
    props.tables[key].tableName,
  ]);
  const isHttp = spec.routes.length > 0;
  return {
    ...Object.fromEntries(tables),
    [ENV.config]: JSON.stringify(props.config),
    [ENV.stage]: props.stage,
    ...(isHttp && {
      [ENV.jwtIssuer]: props.tokens.issuer,
      [ENV.jwtAudience]: props.tokens.audience,
      [ENV.jwksUri]: props.tokens.jwksUri,
    }),
  };
}
