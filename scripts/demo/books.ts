import type { MigrationScenario } from '../../lib/diff/model.ts';
import type { ReconcileAnswer } from '../../lib/reconcile/model.ts';
import type { ActionTaken, EventType, PinReason } from '../../lib/session/model.ts';
import type { Customer } from './customer.ts';

/** What became of a session at one turn. */
export type Outcome =
  | { readonly kind: 'moved'; readonly how: HowMoved }
  | { readonly kind: 'pinned'; readonly reason: PinReason }
  | { readonly kind: 'left_scenario' }
  | { readonly kind: 'asked' };

/** From the least to the most that a customer notices. */
export const HOW_MOVED = ['silently', 'after a question', 'relocated', 're-routed'] as const;
export type HowMoved = (typeof HOW_MOVED)[number];

/** A turn that changed something, as the engine was answered. */
export interface Entry {
  readonly sessionId: string;
  readonly turnId: string;
  readonly planId: string | undefined;
  readonly event: EventType;
  readonly action: ActionTaken;
  readonly scenario: MigrationScenario | undefined;
  readonly blocked: boolean;
  readonly outcome: Outcome;
  /** The published version that it was decided for. */
  readonly forVersion: number;
  /** How many published versions the decision went over. */
  readonly over: number;
}

/** A plan that was deployed in the demo. */
export interface Deployed {
  readonly planId: string;
  readonly flow: string;
  readonly from: number;
  readonly to: number;
  /** Sessions that the deployment should have marked. */
  readonly marked: number;
}

/** What the demo itself has seen, to hold against what the system says. */
export class Books {
  readonly entries: Entry[] = [];
  readonly deployed: Deployed[] = [];
  readonly #marks = new Map<string, string>();
  readonly #settled = new Map<string, number>();
  readonly #bySession = new Map<string, Entry[]>();

  /** A plan is deployed: these customers carry its mark until they come back. */
  deploy(plan: Omit<Deployed, 'marked'>, marked: readonly Customer[]): void {
    this.deployed.push({ ...plan, marked: marked.length });
    for (const { sessionId } of marked) this.#marks.set(sessionId, plan.planId);
  }

  plansOf(flow: string): Deployed[] {
    return this.deployed.filter((plan) => plan.flow === flow);
  }

  entriesOf(planId: string): Entry[] {
    return this.entries.filter((entry) => entry.planId === planId);
  }

  /** The last decision for a session, if there was one. */
  last(sessionId: string): Entry | undefined {
    return this.#bySession.get(sessionId)?.at(-1);
  }

  /** Everything that happened to a session, oldest first. */
  entriesOfSession(sessionId: string): readonly Entry[] {
    return this.#bySession.get(sessionId) ?? [];
  }

  /** Sessions that carry the plan's mark and have not come to a decision. */
  pending({ planId, marked }: Deployed): number {
    return marked - (this.#settled.get(planId) ?? 0);
  }

  /**
   * Books a turn that changed something.
   * @param pin what the session says of being pinned, where the answer leaves it on its graph
   */
  enter(
    customer: Customer,
    turnId: string,
    answer: ReconcileAnswer,
    pin: { readonly plan_id?: string | undefined; readonly reason: PinReason } | undefined,
  ): Entry {
    const { flow, sessionId, place } = customer;
    const plans = this.plansOf(flow.id);
    const outcome = outcomeOf(answer, pin?.reason, this.last(sessionId));
    const entry: Entry = {
      sessionId,
      turnId,
      planId: pin ? pin.plan_id : plans.at(-1)?.planId,
      event: EVENT[outcome.kind],
      action: pin ? 'pin' : answer.action,
      // Of a move; a question says only what the move is going to be.
      scenario: outcome.kind === 'moved' ? answer.migration_scenario : undefined,
      blocked: answer.blocked_by_checkpoint,
      outcome,
      forVersion: plans.at(-1)?.to ?? 0,
      over: plans.filter(({ from }) => from >= place.graphVersion).length,
    };
    this.entries.push(entry);
    this.#bySession.set(sessionId, [...this.entriesOfSession(sessionId), entry]);
    const mark = this.#marks.get(sessionId);
    if (outcome.kind !== 'asked' && mark !== undefined) {
      this.#marks.delete(sessionId);
      this.#settled.set(mark, (this.#settled.get(mark) ?? 0) + 1);
    }
    return entry;
  }
}

const EVENT = {
  moved: 'session_migrated',
  pinned: 'session_pinned',
  left_scenario: 'session_exited',
  asked: 'data_requested',
} as const satisfies Record<Outcome['kind'], EventType>;

function outcomeOf(
  answer: ReconcileAnswer,
  pinned: PinReason | undefined,
  before: Entry | undefined,
): Outcome {
  if (pinned) return { kind: 'pinned', reason: pinned };
  switch (answer.action) {
    case 'collect':
    case 'execute_action':
      return { kind: 'asked' };
    case 'exit_scenario':
      return { kind: 'left_scenario' };
    case 'continue':
    case 'teleport':
      return { kind: 'moved', how: howMoved(answer, before?.outcome.kind === 'asked') };
  }
}

function howMoved({ entry, migration_scenario: scenario }: ReconcileAnswer, asked: boolean): HowMoved {
  if (scenario === 're_route') return 're-routed';
  if (entry === 'enter') return 'relocated';
  return asked ? 'after a question' : 'silently';
}
