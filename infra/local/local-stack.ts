/** The whole system on this machine, from the synthesised template. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AssemblyOptions, assemblyFolder } from './assembly.ts';
import { type DynamoLocal, startDynamoLocal } from './dynamodb-local.ts';
import { readEventSourceMappings } from './event-source-mapping.ts';
import { ExecutionJournal } from './execution-journal.ts';
import { Executions } from './executions.ts';
import { readFunctions } from './functions.ts';
import { HttpServer } from './http-server.ts';
import { Intrinsics } from './intrinsics.ts';
import { Lambdas } from './lambdas.ts';
import type { Permission } from './permission.ts';
import { readRoutes } from './routes.ts';
import { LocalStateMachine, readStateMachine } from './state-machine.ts';
import { StreamCheckpoints } from './stream-checkpoints.ts';
import { StreamReader } from './stream-reader.ts';
import { StreamsClient } from './streams-client.ts';
import { createTables } from './tables.ts';
import { Template } from './template.ts';
import { AUDIENCE, JWKS_PATH, TokenIssuer } from './tokens.ts';

export interface LocalStackOptions extends AssemblyOptions {
  /** 0, the default, for any that is free. */
  readonly port?: number;
  /** Keeps tables, executions and keys; in memory without. */
  readonly dataDir?: string | undefined;
  /** Where the key that signs tokens is kept, if not among the data. */
  readonly keyDir?: string | undefined;
  /** What the Lambdas log. */
  readonly onLambdaLog?: (line: string) => void;
  /** What goes wrong in the stack itself. */
  readonly onProblem?: (line: string) => void;
  /** What a Lambda's role was asked for, and allows: each permission at least once. */
  readonly onPermission?: (functionName: string, permission: Permission) => void;
  /** Replaces every pause before a retry of the state machine. */
  readonly retryPauseMs?: number;
}

export interface LocalStack {
  readonly url: string;
  readonly dynamoEndpoint: string;
  readonly tables: TableNames;
  readonly stateMachineArn: string;
  stop(): Promise<void>;
}

export interface TableNames {
  readonly scenarios: string;
  readonly sessions: string;
  readonly audit: string;
}

/** What has been started so far, ended in the order that loses nothing. */
class Parts {
  server: HttpServer | undefined;
  dynamo: DynamoLocal | undefined;
  lambdas: Lambdas | undefined;
  executions: Executions | undefined;
  readonly readers: StreamReader[] = [];

  async stop(): Promise<void> {
    this.executions?.suspend();
    await this.server?.close();
    // Together: a reader waits for the call that it has made.
    await Promise.all(this.readers.map((reader) => reader.stop()));
    await this.lambdas?.stop();
    await this.dynamo?.stop();
  }
}

/** Starts everything; what was started is ended again when something fails. */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const parts = new Parts();
  try {
    return await start(options, parts);
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

async function start(options: LocalStackOptions, parts: Parts): Promise<LocalStack> {
  const { dataDir, onLambdaLog = () => {}, onProblem = (line) => console.error(line) } = options;
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true });
  const inData = (name: string) => (dataDir === undefined ? undefined : join(dataDir, name));

  const server = await HttpServer.listen(options.port ?? 0);
  parts.server = server;
  const [folder, dynamo] = await settled([
    assemblyFolder(options),
    startDynamoLocal(inData('dynamodb')).then((local) => {
      parts.dynamo = local;
      return local;
    }),
  ]);

  const tokens = await TokenIssuer.create(`${server.url}/local`, options.keyDir ?? dataDir);
  const template = await Template.read(folder);
  const intrinsics = new Intrinsics(template, {
    JwtIssuer: tokens.issuer,
    JwtAudience: AUDIENCE,
    JwksUri: `${server.url}${JWKS_PATH}`,
  });
  const names = await createTables(dynamo.client, template, intrinsics);

  const lambdas = new Lambdas(readFunctions(template, intrinsics), {
    dynamoEndpoint: dynamo.endpoint,
    stepFunctionsEndpoint: server.url,
    log: onLambdaLog,
    onPermission: options.onPermission,
  });
  parts.lambdas = lambdas;
  const machine = new LocalStateMachine(
    readStateMachine(template, intrinsics),
    lambdas,
    options.retryPauseMs,
  );
  const executions = new Executions(machine, new ExecutionJournal(inData('executions')), onProblem);
  parts.executions = executions;

  const checkpoints = await StreamCheckpoints.open(inData('stream-checkpoints.json'));
  const client = new StreamsClient(dynamo.endpoint);
  for (const mapping of await readEventSourceMappings(template, intrinsics, lambdas, dynamo.client)) {
    parts.readers.push(new StreamReader({ mapping, client, checkpoints, lambdas, log: onProblem }));
  }

  const routes = readRoutes(template, intrinsics, lambdas);
  server.serve({ lambdas, routes, executions, tokens, log: onProblem });
  await executions.resume();
  return {
    url: server.url,
    dynamoEndpoint: dynamo.endpoint,
    tables: tableNames(names),
    stateMachineArn: machine.arn,
    stop: () => parts.stop(),
  };
}

/** Waits for both, also when one fails: what the other started must be known before it can be ended. */
async function settled<A, B>(promises: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

/** The tables by what they hold; the constructs' paths are part of their logical ids. */
function tableNames(names: ReadonlyMap<string, string>): TableNames {
  const find = (part: string) => {
    const [, name] = [...names].find(([logicalId]) => logicalId.startsWith(`Tables${part}`)) ?? [];
    if (name === undefined) throw new Error(`the template has no table for ${part}`);
    return name;
  };
  return { scenarios: find('Scenarios'), sessions: find('Sessions'), audit: find('Audit') };
}
