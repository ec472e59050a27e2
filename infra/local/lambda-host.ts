import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { LocalFunction } from './functions.ts';
import { MAX_PAYLOAD_BYTES } from './http-body.ts';
import { CREDENTIALS, REGION } from './identity.ts';
import {
  type LambdaError,
  type Outcome,
  type WorkerSetup,
  type WorkReply,
  WorkReplySchema,
  type WorkRequest,
} from './lambda-messages.ts';
import type { Permission } from './permission.ts';

export interface LambdaHostOptions {
  readonly dynamoEndpoint: string;
  readonly stepFunctionsEndpoint: string;
  readonly log: (line: string) => void;
  /** Told of each permission of a function's role that it has used. */
  readonly onPermission?: ((name: string, permission: Permission) => void) | undefined;
}

interface Pending {
  readonly settle: (outcome: Outcome) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One Lambda in a thread of its own, started at the first event. Unlike in the cloud, one instance takes several
 * events at once; a function that is stuck or has crashed is replaced.
 */
export class LambdaHost {
  readonly #function: LocalFunction;
  readonly #options: LambdaHostOptions;
  #instance: Instance | undefined;
  readonly #instances = new Set<Instance>();

  constructor(spec: LocalFunction, options: LambdaHostOptions) {
    this.#function = spec;
    this.#options = options;
  }

  /** Runs the handler with an event given as JSON text. */
  async invoke(event: string): Promise<Outcome> {
    this.#instance ??= this.#start();
    return await this.#instance.invoke(event, this.#function.timeoutMs);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#instances].map((instance) => instance.terminate()));
  }

  #start(): Instance {
    const instance: Instance = new Instance(this.#function, environmentOf(this.#function, this.#options), {
      log: this.#options.log,
      retire: () => {
        if (this.#instance === instance) this.#instance = undefined;
      },
      ended: () => this.#instances.delete(instance),
      used: (permission) => this.#options.onPermission?.(this.#function.name, permission),
    });
    this.#instances.add(instance);
    return instance;
  }
}

/** Exactly what the template gives the function, and what the Lambda service adds. */
function environmentOf(spec: LocalFunction, options: LambdaHostOptions): Record<string, string> {
  return {
    ...spec.environment,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: options.dynamoEndpoint,
    AWS_ENDPOINT_URL_SFN: options.stepFunctionsEndpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    TZ: 'UTC',
  };
}

/** An answer as the Lambda service passes it on: one that is too large is an error of the function. */
function answered(payload: string): Outcome {
  if (Buffer.byteLength(payload) <= MAX_PAYLOAD_BYTES) return { ok: true, payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`;
  return { ok: false, error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
}

interface InstanceEvents {
  readonly log: (line: string) => void;
  /** Takes no further events. */
  readonly retire: () => void;
  readonly ended: () => void;
  readonly used: (permission: Permission) => void;
}

class Instance {
  readonly #name: string;
  readonly #worker: Worker;
  readonly #events: InstanceEvents;
  readonly #pending = new Map<string, Pending>();
  #retired = false;

  constructor(spec: LocalFunction, env: Record<string, string>, events: InstanceEvents) {
    this.#name = spec.name;
    this.#events = events;
    const workerData: WorkerSetup = {
      codeFile: spec.codeFile,
      handlerName: spec.handlerName,
      functionName: spec.functionName,
      arn: spec.arn,
      memoryMb: spec.memoryMb,
      role: { name: spec.role.name, statements: [...spec.role.statements] },
    };
    const script = new URL('./lambda-worker.ts', import.meta.url);
    this.#worker = new Worker(script, { env, workerData, stdout: true, stderr: true, execArgv: [] });
    this.#worker.on('message', (message) => this.#reply(WorkReplySchema.parse(message)));
    this.#worker.on('error', (error: unknown) => {
      const errorMessage = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.#fail({ errorType: 'Runtime.UnhandledError', errorMessage });
    });
    this.#worker.on('exit', (code) => {
      this.#fail({ errorType: 'Runtime.ExitError', errorMessage: `exit status ${code}` });
      events.ended();
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => events.log(`[${spec.name}] ${text.trimEnd()}`));
    }
  }

  invoke(event: string, timeoutMs: number): Promise<Outcome> {
    const id = randomUUID();
    const request: WorkRequest = { id, event, deadline: Date.now() + timeoutMs };
    return new Promise((settle) => {
      this.#pending.set(id, { settle, timer: setTimeout(() => this.#timeOut(id, timeoutMs), timeoutMs) });
      this.#worker.postMessage(request);
    });
  }

  async terminate(): Promise<void> {
    this.#retire();
    await this.#worker.terminate();
  }

  #reply(reply: WorkReply): void {
    switch (reply.kind) {
      case 'used':
        this.#events.used({ action: reply.action, resource: reply.resource });
        break;
      case 'result':
        this.#settle(reply.id, answered(reply.payload));
        break;
      case 'error':
        this.#settle(reply.id, { ok: false, error: reply.error });
    }
  }

  /** It may be stuck for good: others go to a new instance, and this one ends when nobody waits for it. */
  #timeOut(id: string, timeoutMs: number): void {
    const errorMessage = `${new Date().toISOString()} ${id} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
    this.#events.log(`[${this.#name}] ${errorMessage}`);
    this.#retire();
    this.#settle(id, { ok: false, error: { errorType: 'Sandbox.Timedout', errorMessage } });
  }

  #settle(id: string, outcome: Outcome): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    pending.settle(outcome);
    if (this.#retired && this.#pending.size === 0) void this.#worker.terminate();
  }

  #fail(error: LambdaError): void {
    this.#retire();
    for (const id of [...this.#pending.keys()]) this.#settle(id, { ok: false, error });
  }

  #retire(): void {
    this.#retired = true;
    this.#events.retire();
  }
}
