import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { freePort } from './free-port.ts';
import { CREDENTIALS, REGION } from './identity.ts';
import { requireJava } from './java.ts';

export interface DynamoLocal {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

const KEEPER = fileURLToPath(new URL('./dynamodb-keeper.ts', import.meta.url));
const START_WITHIN_MS = 60_000;
/** For the minutes that it mostly runs, code that is compiled fast is better than fast code. Whoever sets it keeps theirs. */
const JAVA_TOOL_OPTIONS = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';
/** Another process may take the free port before the database does. */
const PORT_ATTEMPTS = 3;

/**
 * Starts DynamoDB Local on a free port.
 * @param folder where it keeps its data; in memory without
 */
export async function startDynamoLocal(folder?: string): Promise<DynamoLocal> {
  await requireJava();
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn(await freePort(), folder);
    } catch (error) {
      if (attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function startOn(port: number, folder: string | undefined): Promise<DynamoLocal> {
  // In a process group of its own: Ctrl-C ends the stack first, and the stack then its database.
  const keeper = spawn(process.execPath, [KEEPER, String(port), ...(folder === undefined ? [] : [folder])], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
    env: { JAVA_TOOL_OPTIONS, ...process.env, DDB_LOCAL_TELEMETRY: '0' },
  });
  let complaints = '';
  keeper.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  const stop = async () => {
    client.destroy();
    await end(keeper);
  };
  try {
    await answering(client, keeper);
  } catch (cause) {
    await stop();
    throw new Error(`DynamoDB Local did not start:\n${complaints.trim()}`, { cause });
  }
  return { endpoint, client, stop };
}

async function answering(client: DynamoDBClient, keeper: ChildProcess): Promise<void> {
  const giveUp = Date.now() + START_WITHIN_MS;
  for (;;) {
    if (keeper.exitCode !== null) throw new Error(`it ended with code ${keeper.exitCode}`);
    try {
      await client.send(new ListTablesCommand({ Limit: 1 }));
      return;
    } catch (error) {
      if (Date.now() > giveUp) throw error;
    }
    await sleep(50);
  }
}

async function end(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const ended = once(keeper, 'exit');
  keeper.stdin?.end();
  await ended;
}
