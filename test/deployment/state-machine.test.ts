import { describe, expect, inject, it } from 'vitest';
import type { MigrationEvent } from '../../lib/session/model.ts';
import { ApiClient, waitUntil } from '../support/api-client.ts';
import { testDatabase } from '../support/database.ts';
import { DeploymentWorld } from '../support/deployment-world.ts';
import { scenario } from '../support/scenario-builder.ts';

const db = testDatabase(inject('tables'), inject('dynamoEndpoint'));

/** `greet -> ask -> done`; the second version asks for the age before it is done. */
const v1 = () => scenario('ordering', 1).chain('greet', 'ask', 'done').build();
const v2 = () =>
  scenario('ordering', 2)
    .chain('greet', 'ask', 'age')
    .to('done')
    .step('done')
    .field('age', { type: 'integer', prompt: 'How old are you?' })
    .build();
const asksForAge = () => {
  const built = v2();
  const steps = built.steps.map((step) =>
    step.id === 'age' ? { ...step, collects_profile_fields: ['age'] } : step,
  );
  return { ...built, steps };
};

/** What a deployment's audit trail adds up to, as the status tells it. */
function addedUp(events: readonly MigrationEvent[]) {
  const moves = events.filter(
    ({ event_type: type }) => type === 'session_migrated' || type === 'session_exited',
  );
  const countBy = (names: readonly (string | undefined)[]) => {
    const counts: Record<string, number> = {};
    for (const name of names) if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  };
  return {
    migrations_applied: moves.length,
    migrations_by_scenario: countBy(events.map((event) => event.migration_scenario)),
    actions: countBy(events.map((event) => event.action_taken)),
    checkpoint_blocks: events.filter((event) => event.blocked_by_checkpoint).length,
    ...(moves.length > 0 && {
      last_migration_at: moves
        .map((event) => event.timestamp)
        .toSorted()
        .at(-1),
    }),
  };
}

describe('the state machine of a deployment', () => {
  it.each([0, 1, 200])('marks %i sessions and publishes', async (count) => {
    const world = await DeploymentWorld.create(db, v1(), { shards: 8 });
    const api = new ApiClient(inject('url'), { tenantId: world.tenant });
    const steps = ['greet', 'ask', 'done'];
    const ids = await world.guests(
      Array.from({ length: count }, (_, each) => ({ step: steps[each % 3] ?? 'ask' })),
    );
    const { id } = await api.makePlan(world.scenarioId, asksForAge());
    const { deployment_id } = await api.approve(id).then(() => api.deploy(id));
    const status = await api.ended(id);

    expect(status).toMatchObject({
      status: 'deployed',
      deployment_id,
      progress: {
        units_total: 16,
        units_done: 16,
        sessions_seen: count,
        sessions_marked: count,
        sessions_skipped: {},
      },
      sessions_marked: count,
      migrations_applied: 0,
      migrations_pending: count,
    });
    const byAnchor = Object.values(status.sessions_by_anchor);
    expect(byAnchor.reduce((sum, each) => sum + each, 0)).toBe(count);
    const marks = await world.marks(ids);
    expect(marks.filter((mark) => mark?.deployment_id === deployment_id)).toHaveLength(count);
  });
});

describe('the status of a deployment at rest', () => {
  it('is what the audit trail adds up to, whatever became of the sessions', async () => {
    const api = new ApiClient(inject('url'));
    const { scenario_id } = await api.startScenario(v1());
    const at = (step: string, more: object = {}) =>
      api.startSession(scenario_id, { step_id: step, checkpoints: [], ...more });
    const [moved, asked, answered, pinned, closed, waiting] = await Promise.all([
      at('greet'),
      at('done'),
      at('done'),
      at('greet', { channel: 'voice' }),
      at('ask'),
      at('ask'),
    ]);
    const plan = await api.makePlan(scenario_id, asksForAge());
    const greet = plan.transformation_map.anchors.find((anchor) => anchor.anchor_node_id_v1 === 'greet');
    await api.call('PUT /migration-plans/{plan_id}/policies', {
      params: { plan_id: plan.id },
      body: {
        revision: plan.revision,
        policies: { [greet?.anchor_key ?? '']: { scope_filter: { exclude_channels: ['voice'] } } },
      },
    });
    const deployed = await api.deployToEnd(plan.id);
    expect(deployed).toMatchObject({
      sessions_marked: 5,
      progress: { sessions_seen: 6, sessions_skipped: { out_of_scope: 1 } },
    });

    expect(await api.reconcile({ session_id: moved.session_id })).toMatchObject({ graph_version: 2 });
    expect(await api.reconcile({ session_id: asked.session_id })).toMatchObject({ action: 'collect' });
    expect(
      await api.reconcile({ session_id: answered.session_id, provided_fields: { age: 7 } }),
    ).toMatchObject({ graph_version: 2 });
    expect(await api.reconcile({ session_id: pinned.session_id })).toMatchObject({ graph_version: 1 });
    await api.close(closed.session_id);

    const events = await api.events(plan.id);
    expect(events).toHaveLength(5);
    const expected = addedUp(events);
    const status = await waitUntil(
      'every event is counted',
      () => api.status(plan.id),
      ({ actions }) => Object.values(actions).reduce((sum, each) => sum + each, 0) === events.length,
    );
    expect(status).toMatchObject(expected);
    expect(status.migrations_applied).toBe(2);
    // One was asked and has not answered, one has not come back.
    expect(status).toMatchObject({ sessions_marked: 5, migrations_pending: 2 });
    expect((await api.session(waiting.session_id)).pending_migration).toBeDefined();
  });
});
