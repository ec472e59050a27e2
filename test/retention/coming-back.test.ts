import { describe, expect, inject, it, test } from 'vitest';
import { auditStore } from '../../lib/store/audit-store.ts';
import { interrupting } from '../support/deployment-world.ts';
import { greeting } from '../support/plan-states.ts';
import { RetentionWorld } from './retention-world.ts';

/** A session that an operator keeps on version 1, and that was away for long enough not to count. */
async function away(days = 91): Promise<{ here: RetentionWorld; id: string }> {
  const here = await RetentionWorld.create(inject, greeting(1));
  const id = await here.world.guest({ step: 'ask' });
  await here.deploy(greeting(2), { ask: { scope_filter: { exclude_channels: ['whatsapp'] } } });
  expect((await here.reconcile(id)).answer.reason).toMatch(/out of scope/);
  here.days(days);
  return { here, id };
}

async function events(here: RetentionWorld, id: string) {
  return (await auditStore(here.db, here.now).ofSession(here.world.tenant, id, 10, undefined)).events;
}

const position = async (here: RetentionWorld, id: string) =>
  (await here.world.stores.sessions.get(here.world.tenant, id))?.position;

describe('a session that comes back after a long time', () => {
  it('goes on where it was while its version is kept, and keeps it from then on', async () => {
    const { here, id } = await away();
    expect((await here.reconcile(id)).answer).toMatchObject({ reason: 'nothing to do', graph_version: 1 });
    await here.world.visit(id, 'done');
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });
  });

  it('when its version is gone is moved once, in one event that says so', async () => {
    const { here, id } = await away();
    await here.cleanUpTwice();
    expect(await here.versions()).toEqual({ 2: 'published' });
    await expect(here.world.visit(id, 'done')).rejects.toMatchObject({ code: 'graph_gone' });

    const { answer } = await here.reconcile(id);
    expect(answer).toMatchObject({
      action: 'continue',
      graph_version: 2,
      scenario_version: 2,
      step_id: 'ask',
    });
    expect((await here.reconcile(id)).answer.reason).toBe('nothing to do');
    await here.world.visit(id, 'news-2');
    const [last, first, ...others] = await events(here, id);
    expect(last).toMatchObject({
      event_type: 'session_migrated',
      from_version: 1,
      to_version: 2,
      plan_chain: [],
    });
    expect(last?.reason).toMatch(/no plan leads here/);
    expect(first).toMatchObject({ event_type: 'session_pinned' });
    expect(others).toEqual([]);
  });

  it('loses the mark of a plan that is gone', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    const id = await here.world.guest({ step: 'ask' });
    await here.deploy(greeting(2));
    expect((await here.world.marks([id]))[0]).toMatchObject({ target_version: 2 });
    here.days(200);
    await here.cleanUpTwice();
    expect(await here.links()).toEqual([]);
    const { answer, decision } = await here.reconcile(id);
    expect(answer).toMatchObject({ action: 'continue', graph_version: 2, step_id: 'ask' });
    expect(decision?.fallback).toBe('same_content');
    expect(await here.world.marks([id])).toEqual([undefined]);
    expect(await events(here, id)).toHaveLength(1);
  });
});

/** Just before the session is written, its version retires, or goes altogether. */
const LOSSES = {
  retires: async (here: RetentionWorld) => {
    await here.deps().store.retire(await here.header(1), here.now());
  },
  goes: async (here: RetentionWorld) => {
    const { store } = here.deps();
    await store.retire(await here.header(1), here.now());
    await store.removeVersion(await here.header(1));
  },
} as const;

describe.each(['retires', 'goes'] as const)('a version that %s while somebody comes back', (loss) => {
  it('is not gone on with by a visit', async () => {
    const { here, id } = await away();
    const stores = {
      ...here.world.stores,
      sessions: interrupting(here.world.stores.sessions, 'commit', () => LOSSES[loss](here)),
    };
    await expect(here.world.visit(id, 'done', stores)).rejects.toMatchObject({ code: 'graph_gone' });
    expect(await position(here, id)).toMatchObject({ graph_version: 1, step_id: 'ask' });
  });

  it('is not gone on with by a decision that was taken before', async () => {
    const { here, id } = await away();
    // Another version, and the operator keeps everybody once more: a decision that leaves the session where it is.
    await here.deploy(greeting(3));
    const sessions = interrupting(here.world.stores.sessions, 'commit', () => LOSSES[loss](here));
    const { answer, conflicts } = await here.reconcile(id, {}, sessions);
    expect(conflicts).toBe(1);
    expect(answer).toMatchObject({ graph_version: 3, step_id: 'ask' });
    expect(await events(here, id)).toHaveLength(2);
  });
});

test('who is not away for so long is neither asked for more nor kept from anything', async () => {
  const { here, id } = await away(89);
  await LOSSES.retires(here);
  // Its version retires because nobody saw it; it goes on there, and the second look finds it.
  await here.world.visit(id, 'done');
  here.hours(2);
  await here.cleanUp();
  expect(await here.versions()).toEqual({ 1: 'archived', 2: 'published' });
});
