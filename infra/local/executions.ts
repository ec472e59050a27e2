import { ExecutionError } from 'aws-local-stepfunctions';
import type { ExecutionJournal, ExecutionRecord } from './execution-journal.ts';
import { localArn } from './identity.ts';
import type { LocalRun, LocalStateMachine } from './state-machine.ts';

/** The executions of the state machine, as Step Functions keeps them. */
export class Executions {
  readonly #machine: LocalStateMachine;
  readonly #journal: ExecutionJournal;
  readonly #log: (line: string) => void;
  readonly #records = new Map<string, ExecutionRecord>();
  readonly #runs = new Map<string, LocalRun>();
  #stopped = false;

  constructor(machine: LocalStateMachine, journal: ExecutionJournal, log: (line: string) => void) {
    this.#machine = machine;
    this.#journal = journal;
    this.#log = log;
  }

  /** Goes on with what was running when the stack ended; every task may be run again. */
  async resume(): Promise<void> {
    for (const record of await this.#journal.read()) {
      this.#records.set(record.name, record);
      if (record.status === 'RUNNING') this.#run(record);
    }
  }

  get machineArn(): string {
    return this.#machine.arn;
  }

  arnOf(name: string): string {
    return localArn('states', `execution:${this.#machine.name}:${name}`);
  }

  find(arn: string): ExecutionRecord | undefined {
    return [...this.#records.values()].find(({ name }) => this.arnOf(name) === arn);
  }

  /**
   * Starts an execution. The same name with the same input, while it runs, is the same execution.
   * @returns `undefined` when the name is taken
   */
  async start(name: string, input: string): Promise<ExecutionRecord | undefined> {
    const existing = this.#records.get(name);
    if (existing) return existing.status === 'RUNNING' && existing.input === input ? existing : undefined;
    const record: ExecutionRecord = { name, input, status: 'RUNNING', startedAt: Date.now() };
    this.#records.set(name, record);
    await this.#journal.write(record);
    this.#run(record);
    return record;
  }

  /** Stops an execution, if it still runs. */
  async stop(record: ExecutionRecord, error?: string, cause?: string): Promise<ExecutionRecord> {
    if (record.status !== 'RUNNING') return record;
    const run = this.#runs.get(record.name);
    const ended = await this.#end(record, {
      status: 'ABORTED',
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
    run?.abort();
    return ended;
  }

  /** Ends all runs without a trace: they are resumed at the next start. */
  suspend(): void {
    this.#stopped = true;
    for (const run of this.#runs.values()) run.abort();
  }

  #run(record: ExecutionRecord): void {
    const run = this.#machine.run(JSON.parse(record.input));
    this.#runs.set(record.name, run);
    run.result.then(
      (output) => this.#end(record, { status: 'SUCCEEDED', output: JSON.stringify(output) }),
      (reason: unknown) => {
        const { name, message } = causeOf(reason);
        return this.#end(record, { status: 'FAILED', error: name, cause: message });
      },
    );
  }

  async #end(record: ExecutionRecord, outcome: Partial<ExecutionRecord>): Promise<ExecutionRecord> {
    const current = this.#records.get(record.name) ?? record;
    this.#runs.delete(record.name);
    if (this.#stopped || current.status !== 'RUNNING') return current;
    const ended: ExecutionRecord = { ...current, ...outcome, stoppedAt: Date.now() };
    this.#records.set(record.name, ended);
    if (ended.status === 'FAILED')
      this.#log(`execution ${record.name} failed: ${ended.error}: ${ended.cause}`);
    await this.#journal.write(ended);
    return ended;
  }
}

function causeOf(reason: unknown): { readonly name: string; readonly message: string } {
  if (reason instanceof ExecutionError && reason.cause instanceof Error) return reason.cause;
  return reason instanceof Error ? reason : { name: 'States.Runtime', message: String(reason) };
}
