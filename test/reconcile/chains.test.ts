import { describe, expect, inject, test } from 'vitest';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { keys } from '../../lib/store/keys.ts';
import { scenarioStore } from '../../lib/store/scenario-store.ts';
import { remove } from '../support/plan-states.ts';
import { scenario } from '../support/scenario-builder.ts';
import type { PolicyParts } from './journey.ts';
import { Live } from './live.ts';

/** `greet -> a form for each field -> ask -> offer`; the customer is at `offer`. */
function shop(version: number, ...fields: string[]): ScenarioInput {
  const builder = scenario('shop', version).step('greet');
  for (const field of fields) builder.to(`form ${field}`).step(`form ${field}`, { collects: [field] });
  return builder.to('ask').chain('ask', 'offer').build();
}

interface Release {
  readonly to: ScenarioInput;
  readonly policies?: PolicyParts;
}

/** A customer who has been away while versions were published, one after the other. */
async function away(first: ScenarioInput, ...releases: readonly Release[]) {
  const live = await Live.with(inject, first);
  const customer = () => live.start(['greet', 'ask', 'offer']);
  const sessionId = await customer();
  const another = await customer();
  const plans: string[] = [];
  for (const { to, ...more } of releases) plans.push(await live.deploy(to, more));
  return { live, sessionId, another, plans };
}

/** Clean-up has removed a version. */
const forgetVersion = (live: Live, version: number) =>
  remove(keys.version(live.tenantId, live.scenarioId, version), live.db);

const linkFrom = async (live: Live, version: number) => {
  const [link] = await scenarioStore(live.db).deployedSince(live.tenantId, live.scenarioId, version);
  if (!link) throw new Error(`no plan leads on from ${version}`);
  return link;
};

describe.each(['at hand', 'gone'])('with the old graph %s, a field that is', (graph) => {
  const back = async (...releases: readonly Release[]) => {
    const world = await away(shop(1), ...releases);
    if (graph === 'gone') await forgetVersion(world.live, 1);
    return world;
  };

  test('required in V2 and dropped in V3 is not asked', async () => {
    const { live, sessionId, plans } = await back({ to: shop(2, 'age') }, { to: shop(3) });
    const { answer } = await live.reconcile(sessionId);
    expect(answer).toMatchObject({
      action: 'continue',
      collect_fields: [],
      graph_version: 3,
      step_id: 'offer',
    });
    const [event] = await live.events(sessionId);
    expect(event).toMatchObject({ event_type: 'session_migrated', from_version: 1, to_version: 3 });
    expect(event).toMatchObject({ plan_id: plans[1], plan_chain: plans, migration_scenario: 'clean_graft' });
  });

  test('required in V2 and still in V3 is asked once', async () => {
    const { live, sessionId, plans } = await back({ to: shop(2, 'age') }, { to: shop(5, 'age') });
    const asked = await live.reconcile(sessionId);
    expect(asked.answer).toMatchObject({ action: 'collect', collect_fields: ['age'], graph_version: 1 });
    const { answer } = await live.reconcile(sessionId, { provided_fields: { age: 30 } });
    expect(answer).toMatchObject({ action: 'continue', graph_version: 5, step_id: 'offer' });
    expect(await live.variables(sessionId)).toMatchObject({ age: 30 });
    expect((await live.reconcile(sessionId)).answer.reason).toBe('nothing to do');
    const events = await live.events(sessionId);
    expect(events.map(({ event_type }) => event_type)).toEqual(['session_migrated', 'data_requested']);
    for (const event of events) expect(event).toMatchObject({ plan_id: plans[1], plan_chain: plans });
  });
});

describe('a middle plan that has expired', () => {
  test.each([
    ['with its link', (live: Live) => remove(keys.deployed(live.tenantId, live.scenarioId, 2), live.db)],
    [
      'before its link',
      async (live: Live) => {
        const { plan_id: id, table } = await linkFrom(live, 2);
        await remove(keys.part(keys.plan(live.tenantId, id).pk, table.id, 0), live.db);
      },
    ],
  ])('%s leaves the session to its content: once, the mark cleared, and told', async (_, expire) => {
    const { live, sessionId } = await away(
      shop(1),
      { to: shop(2), policies: { offer: { target_step_id: 'greet' } } },
      { to: shop(3) },
      { to: shop(4, 'age') },
    );
    expect((await live.session(sessionId)).mark).toBeDefined();
    await expire(live);
    expect((await live.reconcile(sessionId)).answer.collect_fields).toEqual(['age']);
    const { answer } = await live.reconcile(sessionId, { provided_fields: { age: 30 } });
    expect(answer).toMatchObject({
      graph_version: 4,
      scenario_version: 4,
      step_id: 'offer',
      entry: 'resume',
    });
    expect(answer.trace).toContain('no deployed plan leads to the published version');

    const { mark, pinned, position } = await live.session(sessionId);
    expect({ mark, pinned }).toEqual({ mark: undefined, pinned: undefined });
    expect(position).toMatchObject({ graph_version: 4, settled_for_version: 4 });
    const [event, ...earlier] = await live.events(sessionId);
    expect(event).toMatchObject({
      event_type: 'session_migrated',
      plan_chain: [],
      from_version: 1,
      to_version: 4,
    });
    expect(event?.reason).toBe('no plan leads here: its own step, by equal content, missing data found');
    expect(event).not.toHaveProperty('plan_id');
    expect(earlier).toHaveLength(1);

    expect((await live.reconcile(sessionId)).answer.reason).toBe('nothing to do');
    expect(await live.events(sessionId)).toHaveLength(2);
  });
});

describe('once the graph that a session is on is gone', () => {
  const form = { collects: ['name'] };
  const before = scenario('shop', 1).step('greet', form).to('ask').chain('ask', 'offer').build();
  const later = scenario('shop', 3)
    .step('greet', { collects: ['name', 'age'] })
    .to('ask')
    .chain('ask', 'offer')
    .build();

  test('the plans know what was asked already', async () => {
    const { live, sessionId, plans } = await away(before, { to: { ...before, version: 2 } }, { to: later });
    await forgetVersion(live, 1);
    const { answer } = await live.reconcile(sessionId);
    expect(answer).toMatchObject({ action: 'collect', collect_fields: ['age'] });
    expect(answer.anchor_key).toBeDefined();
    await live.reconcile(sessionId, { provided_fields: { age: 30 } });
    expect(await live.session(sessionId)).toMatchObject({ position: { graph_version: 3, step_id: 'offer' } });
    expect((await live.events(sessionId))[0]).toMatchObject({ plan_id: plans[1], plan_chain: plans });
  });

  test('a warm Lambda knows the way already', async () => {
    const { live, sessionId, another } = await away(before, { to: { ...before, version: 2 } }, { to: later });
    await forgetVersion(live, 1);
    await live.reconcile(sessionId);
    const reads = live.commands.filter((command) => command === 'QueryCommand');
    expect(reads.length).toBeGreaterThan(3);
    await live.reconcile(another);
    expect(live.commands).not.toContain('QueryCommand');
  });

  test('a plan of an earlier release does not know: by content, as without a plan', async () => {
    const { live, sessionId } = await away(before, { to: { ...before, version: 2 } }, { to: later });
    await forgetVersion(live, 1);
    const { plan_id: id, outline } = await linkFrom(live, 1);
    await remove(keys.part(keys.plan(live.tenantId, id).pk, outline?.id ?? '', 0), live.db);
    const { answer } = await live.reconcile(sessionId);
    // Of a step that was edited, nobody knows what it asked before.
    expect(answer).toMatchObject({ action: 'collect', collect_fields: ['name', 'age'] });
    expect((await live.events(sessionId))[0]?.plan_chain).toEqual([]);
  });

  const excluded = { offer: { scope_filter: { exclude_channels: ['whatsapp'] } } };

  test('a plan that excludes the session keeps it where that is possible', async () => {
    const { live, sessionId, plans } = await away(
      before,
      { to: { ...before, version: 2 } },
      { to: later, policies: excluded },
    );
    const { answer } = await live.reconcile(sessionId);
    expect(answer).toMatchObject({ action: 'continue', graph_version: 1, step_id: 'offer' });
    expect((await live.events(sessionId))[0]).toMatchObject({
      action_taken: 'pin',
      plan_id: plans[1],
      plan_chain: plans,
    });
  });

  test('and leads it on no more: by content, and told', async () => {
    const { live, sessionId } = await away(
      { ...before, version: 1 },
      { to: { ...before, version: 2 }, policies: excluded },
      { to: { ...before, version: 3 } },
    );
    await forgetVersion(live, 1);
    const { answer } = await live.reconcile(sessionId);
    expect(answer).toMatchObject({ action: 'continue', graph_version: 3, step_id: 'offer', entry: 'resume' });
    expect(answer.trace).toContain('cannot stay: its graph is gone');
    const [event] = await live.events(sessionId);
    expect(event?.reason).toContain('no plan leads here');
    expect((await live.session(sessionId)).pinned).toBeUndefined();
  });
});
