import { type RunOptions, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { LocalFunction } from './functions.ts';
import type { Intrinsics } from './intrinsics.ts';
import type { Lambdas } from './lambdas.ts';
import type { Template } from './template.ts';

/** A Task state and the Map states that it is inside of, the outermost first. */
interface TaskState {
  readonly name: string;
  readonly target: LocalFunction;
  readonly maps: readonly string[];
}

interface StatesNode {
  readonly States: Readonly<Record<string, z.infer<typeof StateSchema>>>;
}

const StateSchema = z.object({
  Type: z.string(),
  Resource: z.string().optional(),
  Retry: z.array(z.unknown()).optional(),
  get ItemProcessor() {
    return StatesSchema.optional();
  },
});
const StatesSchema: z.ZodType<StatesNode> = z.object({ States: z.record(z.string(), StateSchema) });

/** A task that failed; it carries the name by which the definition's `Retry` and `Catch` know it. */
class TaskFailure extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

export interface LocalRun {
  readonly result: Promise<unknown>;
  abort(): void;
}

/** The deployment state machine as the template defines it. */
export class LocalStateMachine {
  readonly arn: string;
  readonly name: string;
  readonly #machine: StateMachine;
  readonly #tasks: readonly TaskState[];
  readonly #retrying: readonly string[];
  readonly #lambdas: Lambdas;
  readonly #retryPauseMs: number | undefined;

  /**
   * @param retryPauseMs replaces every pause before a retry
   */
  constructor(
    { arn, name, definition }: { arn: string; name: string; definition: string },
    lambdas: Lambdas,
    retryPauseMs?: number,
  ) {
    this.arn = arn;
    this.name = name;
    const parsed: StateMachineDefinition = JSON.parse(definition);
    this.#machine = new StateMachine(parsed, { validationOptions: { checkArn: false } });
    const states = statesOf(StatesSchema.parse(JSON.parse(definition)));
    this.#tasks = states.flatMap(({ name: state, Resource, maps }) => {
      if (Resource === undefined) return [];
      const target = lambdas.find(Resource);
      if (target === undefined) throw new Error(`state ${state}: there is no function ${Resource}`);
      return [{ name: state, target, maps }];
    });
    this.#retrying = states.filter(({ Retry }) => Retry !== undefined).map(({ name: state }) => state);
    this.#lambdas = lambdas;
    this.#retryPauseMs = retryPauseMs;
  }

  /** Runs it once, with the executions of its distributed map inside this one. */
  run(input: unknown): LocalRun {
    let aborted = false;
    const failedMaps = new Set<string>();
    const handler = (task: TaskState) => async (event: unknown) => {
      // The interpreter starts what waits in a map although the map has failed, and retries after an abort.
      if (aborted || task.maps.some((map) => failedMaps.has(map))) {
        throw new TaskFailure('ExecutionAborted', 'the execution has ended');
      }
      const outcome = await this.#lambdas.invoke(task.target, JSON.stringify(event));
      if (!outcome.ok) throw new TaskFailure(outcome.error.errorType, JSON.stringify(outcome.error));
      return JSON.parse(outcome.payload);
    };
    const options: RunOptions = {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(this.#tasks.map((task) => [task.name, handler(task)])),
        ...(this.#retryPauseMs !== undefined && {
          retryIntervalOverrides: Object.fromEntries(
            this.#retrying.map((state) => [state, this.#retryPauseMs ?? 0]),
          ),
        }),
      },
    };
    const run = this.#machine.run(JSON.parse(JSON.stringify(input)), options);
    void followMaps(run.eventLogs, failedMaps);
    return {
      result: run.result,
      abort: () => {
        aborted = true;
        run.abort();
      },
    };
  }
}

/** Keeps account of which maps have failed; also keeps the interpreter's log from growing. */
async function followMaps(
  events: ReturnType<StateMachine['run']>['eventLogs'],
  failedMaps: Set<string>,
): Promise<void> {
  for await (const event of events) {
    if (event.type === 'MapIterationFailed') failedMaps.add(event.parentState.name);
    if (event.type === 'StateRetried') failedMaps.delete(event.state.name);
  }
}

function statesOf(
  node: StatesNode,
  maps: readonly string[] = [],
): (z.infer<typeof StateSchema> & { readonly name: string; readonly maps: readonly string[] })[] {
  return Object.entries(node.States).flatMap(([name, state]) => [
    { ...state, name, maps },
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor, [...maps, name]) : []),
  ]);
}

/** The template's state machine. */
export function readStateMachine(template: Template, intrinsics: Intrinsics) {
  const [machine, ...others] = template.ofType('AWS::StepFunctions::StateMachine');
  if (machine === undefined || others.length > 0) throw new Error('the template must have one state machine');
  return {
    arn: intrinsics.arnOf(machine.logicalId),
    name: intrinsics.nameOf(machine.logicalId),
    definition: z.string().parse(intrinsics.resolve(machine.resource.Properties.DefinitionString)),
  };
}
