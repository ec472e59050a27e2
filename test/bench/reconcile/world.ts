import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { inject } from 'vitest';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import { readConfig } from '../../../lib/config/config.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import type { ReconcileAnswer } from '../../../lib/reconcile/model.ts';
import { storedPassages } from '../../../lib/reconcile/passages.ts';
import { type ReconcileDeps, reconcile } from '../../../lib/reconcile/reconcile.ts';
import type { Database } from '../../../lib/store/client.ts';
import { planStore } from '../../../lib/store/plan-store.ts';
import { scenarioStore } from '../../../lib/store/scenario-store.ts';
import { sessionStore } from '../../../lib/store/session-store.ts';
import { Live } from '../../reconcile/live.ts';
import { testDatabase } from '../../support/database.ts';
import type { TurnOutcome } from './outcomes.ts';

/** Customers who will all meet the same outcome, and the function that they meet it in, warm. */
export interface World {
  readonly tenantId: string;
  readonly sessions: readonly string[];
  /** The client that the turns go through. */
  readonly db: Database;
  /** @throws Error when the turn ends otherwise than it should */
  turn(sessionId: string): Promise<ReconcileAnswer>;
}

/** One more customer than asked for comes first, so that the function is warm. */
export async function openWorld(stack: LocalStack, outcome: TurnOutcome, customers: number): Promise<World> {
  const provided = ((name: 'url' | 'dynamoEndpoint' | 'tables') => stack[name]) as typeof inject;
  const live = await Live.with(provided, outcome.v1);
  const sessions: string[] = [];
  await inParallel(Array.from({ length: customers + 1 }), 8, async () => {
    sessions.push(await live.start(outcome.walk, outcome.start?.()));
  });
  for (const version of outcome.later) await live.deploy(version);

  const db = testDatabase(stack.tables, stack.dynamoEndpoint);
  const deps: ReconcileDeps = {
    sessions: sessionStore(db),
    scenarios: scenarioStore(db),
    passages: storedPassages(scenarioStore(db), planStore(db)),
    config: readConfig({}),
    now: () => new Date(),
  };
  const turn = async (sessionId: string): Promise<ReconcileAnswer> => {
    const { answer } = await reconcile(
      { tenant_id: live.tenantId, session_id: sessionId, turn_id: randomUUID(), ...outcome.input },
      deps,
    );
    if (!isDeepStrictEqual({ ...answer, ...outcome.expected }, answer)) {
      throw new Error(`"${outcome.name}" ended otherwise: ${JSON.stringify(answer)}`);
    }
    return answer;
  };
  await turn(sessions.pop() ?? '');
  return { tenantId: live.tenantId, sessions, db, turn };
}
