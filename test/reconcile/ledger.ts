/** What engines asked for and were told in a test, to be held against what is stored in the end. */
import type { ReconcileAnswer } from '../../lib/reconcile/model.ts';
import type { Session, Values } from '../../lib/session/model.ts';

/** A visit that an engine sent; the variables are its own and nobody else's. */
export interface SentVisit {
  readonly visitId: string;
  readonly step: string;
  readonly variables: Values;
  /** Whether the engine knows it to be recorded, or refused; nothing when it never heard. */
  outcome?: 'recorded' | 'refused';
}

/** An answer that arrived. */
export interface ToldTurn {
  readonly turnId: string;
  readonly answer: ReconcileAnswer;
  /** The highest revision that anybody had been told of when the call began. */
  readonly since: number;
}

export interface ToldSession {
  readonly session: Session;
  /** The change that the call made is in the session as it was answered. */
  readonly changed: boolean;
  readonly since: number;
  /** The visit that it was the answer to. */
  readonly visitId?: string | undefined;
}

/** Values by field. */
export type Given = Map<string, Set<unknown>>;

/** Of one session. */
export class Ledger {
  readonly visits: SentVisit[] = [];
  readonly turns: ToldTurn[] = [];
  readonly sessions: ToldSession[] = [];
  /** Variables that starts and restarts began with. */
  readonly begun: Values[] = [];
  /** What was given for a field, in any conversation with the same customer. */
  readonly given: Given;
  /** The highest revision that anybody was told of. */
  revision = 0;

  constructor(given: Given) {
    this.given = given;
  }

  give(field: string, value: unknown): void {
    this.given.set(field, (this.given.get(field) ?? new Set()).add(value));
  }

  toldTurn(turnId: string, since: number, answer: ReconcileAnswer): void {
    this.turns.push({ turnId, since, answer });
    this.revision = Math.max(this.revision, answer.session_revision);
  }

  toldSession(told: ToldSession): void {
    this.sessions.push(told);
    this.revision = Math.max(this.revision, told.session.revision);
  }
}
