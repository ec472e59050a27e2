import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { inParallel } from '../../../lib/in-parallel.ts';
import { buildGraph } from '../../../lib/scenario/graph.ts';
import type { ScenarioInput } from '../../../lib/scenario/model.ts';
import { shardOf } from '../../../lib/scenario/shard.ts';
import type { SessionRecord } from '../../../lib/session/record.ts';
import { walkAlong } from '../../../lib/session/walked-path.ts';
import type { Database } from '../../../lib/store/client.ts';
import { sessionItem } from '../../../lib/store/session-item.ts';
import { DeploymentWorld } from '../../support/deployment-world.ts';
import { scenario } from '../../support/scenario-builder.ts';

/** Where the sessions are. */
export type Spread = 'one step' | 'spread';
export const SPREADS: readonly Spread[] = ['one step', 'spread'];

/** What the option `deployment.index_shards` is by default. */
const SHARDS = 8;
const STEPS = 20;
/** Steps that each session has walked; as long as its record takes about 1 KB. */
const WALKED = 6;
/** DynamoDB writes so many items at once. */
const BATCH = 25;
const SEEDERS = 8;

/** As ids of real flows are. */
const idOf = (step: number): string => `5c1e7a90-0000-4000-8000-${String(step).padStart(12, '0')}`;

/** A chain of steps; each later version says something more before the last of them. */
function flow(version: number): ScenarioInput {
  const built = scenario('bench', version);
  for (let step = 0; step < STEPS; step += 1) {
    if (step === STEPS - 1 && version > 1) built.to('news').step('news');
    if (step > 0) built.to(idOf(step));
    built.step(idOf(step), { name: `Step ${step}` });
  }
  return built.build();
}

/** A scenario with so many sessions in it, and a plan that is approved. */
export interface Population {
  readonly world: DeploymentWorld;
  readonly sessions: readonly SessionRecord[];
}

/**
 * Writes sessions as they are stored, many at a time, for none of them has to be looked at by anybody.
 * @param policy of every step
 */
export async function populate(
  db: Database,
  spread: Spread,
  count: number,
  policy?: object,
): Promise<Population> {
  const world = await DeploymentWorld.create(db, flow(1), {
    shards: SHARDS,
    tenant: `tenant-${randomUUID().slice(0, 8)}`,
    scenarioId: 'transfer-money',
  });
  const graph = buildGraph(flow(1));
  const pointer = await world.stores.scenarios.pointer(world.tenant, world.scenarioId);
  const now = Date.now();
  const sessions = Array.from({ length: count }, (_, each): SessionRecord => {
    const session_id = randomUUID();
    const at = spread === 'one step' ? WALKED - 1 : each % STEPS;
    const ids = Array.from({ length: Math.min(WALKED, at + 1) }, (_, back) => idOf(at - back)).reverse();
    const node = graph.byId.get(idOf(at)) ?? graph.entry;
    const time = new Date(now - (count - each) * 100).toISOString();
    return {
      tenant_id: world.tenant,
      session_id,
      customer_id: randomUUID(),
      channel: 'whatsapp',
      status: 'active',
      run_id: randomUUID(),
      position: {
        scenario_id: world.scenarioId,
        version: 1,
        graph_version: 1,
        settled_for_version: 1,
        checksum: pointer?.published_checksum ?? '',
        step_id: node.id,
        step_hash: node.hash,
      },
      checkpoints: [],
      walk: walkAlong(graph, ids),
      turn_count: ids.length,
      shard: shardOf(session_id, SHARDS),
      revision: ids.length,
      created_at: time,
      last_activity_at: time,
    };
  });
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, at) =>
    sessions.slice(at * BATCH, (at + 1) * BATCH),
  );
  await inParallel(batches, SEEDERS, async (batch) => {
    const requests = batch.map((session) => ({
      PutRequest: {
        Item: sessionItem(session),
      },
    }));
    await db.client.send(new BatchWriteCommand({ RequestItems: { [db.tables.sessions]: requests } }));
  });
  const steps = policy ? Array.from({ length: STEPS }, (_, step) => [idOf(step), policy]) : [];
  await world.approve(flow(2), Object.fromEntries(steps));
  return { world, sessions };
}
