import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { readConfig } from '../../lib/config/config.ts';
import { storedPassages } from '../../lib/reconcile/passages.ts';
import { reconcile } from '../../lib/reconcile/reconcile.ts';
import { cleanUp } from '../../lib/retention/cleanup.ts';
import { closeSession } from '../../lib/session/close-session.ts';
import { keys } from '../../lib/store/keys.ts';
import { retentionStore } from '../../lib/store/retention-store.ts';
import { fromFile, put, storedFile } from '../store/schema/files.ts';
import { orders, PEOPLE, SCENARIO } from '../store/schema/life.ts';
import { testDatabase } from '../support/database.ts';
import { storesOf } from '../support/deployment-world.ts';
import { ownTables } from '../support/own-tables.ts';
import { greeting } from '../support/plan-states.ts';
import { RetentionWorld, told } from './retention-world.ts';

const MS_PER_HOUR = 3_600_000;
const UNKNOWN = 'version an earlier release may have left sessions there that no index by version knows: 1';
const ON_V1 = [PEOPLE.marked, PEOPLE.asked, PEOPLE.ordered];

/** Tables as an earlier release left them, and clean-up by a clock that the test moves. */
async function leftBy(release: string) {
  const endpoint = inject('dynamoEndpoint');
  const db = testDatabase(await ownTables(testDatabase(inject('tables'), endpoint)), endpoint);
  const tenant = randomUUID();
  const { scenarios, sessions, audit } = await fromFile(storedFile(release), tenant);
  await put(db, { scenarios: scenarios.filter(({ pk }) => pk?.S !== 'RETENTION'), sessions, audit });
  let clock = new Date();
  const now = () => clock;
  const stores = storesOf(db, now);
  const config = readConfig({});
  const clean = async () => {
    // By what was written lately clean-up finds the scenario; before, it may not have.
    await stores.scenarios.putGraph(tenant, SCENARIO, orders(4));
    const deps = { ...stores, store: retentionStore(db), config, now, onFailure: () => {} };
    return cleanUp({ dryRun: false, timeLeft: () => 1 }, deps);
  };
  const passages = storedPassages(stores.scenarios, stores.plans);
  return {
    hours: (hours: number) => {
      clock = new Date(clock.getTime() + hours * MS_PER_HOUR);
    },
    clean,
    async versions(): Promise<number[]> {
      return (await stores.scenarios.headers(tenant, SCENARIO)).map(({ version }) => version);
    },
    turn: (session_id: string, provided_fields = {}) =>
      reconcile(
        { tenant_id: tenant, session_id, turn_id: randomUUID(), provided_fields },
        { ...stores, passages, config, now },
      ),
    close: (id: string) => closeSession(tenant, id, {}, { ...stores, config, now }),
  };
}

describe('a version that an earlier release has stored', () => {
  it('is kept while sessions may be there that were stored without the index that would tell', async () => {
    const here = await leftBy('unindexed');
    here.hours(10 * 24);
    expect(told((await here.clean()).kept)).toContain(UNKNOWN);
    // However long they are silent: when it was that they were not, no index knows.
    here.hours(100 * 24);
    expect(told((await here.clean()).kept)).toContain(UNKNOWN);
    expect(await here.versions()).toEqual([1, 2]);
  });

  it('is removed like any other when all who are left there are known', async () => {
    const here = await leftBy('unindexed');
    here.hours(10 * 24);
    const [first = '', ...others] = ON_V1;
    // Asked for something, it stays where it is; what is written of it then is in the index.
    await here.turn(first);
    expect(told((await here.clean()).kept)).toContain('version live sessions are on its graph: 1');
    for (const id of others) await here.turn(id, { delivery_date: '2031-02-03' });
    here.hours(24);
    expect(told((await here.clean()).kept)).toContain('version live sessions are on its graph: 1');
    // It never comes back.
    here.hours(100 * 24);
    expect(told((await here.clean()).retired)).toContain('version nobody needs it: 1');
    here.hours(2);
    await here.clean();
    expect(await here.versions()).toEqual([2]);
  });

  it('is removed when they have moved on or are closed', async () => {
    const here = await leftBy('unindexed');
    here.hours(10 * 24);
    const [first = '', ...others] = ON_V1;
    await here.close(first);
    for (const id of others) await here.turn(id, { delivery_date: '2031-02-03' });
    await here.clean();
    here.hours(2);
    await here.clean();
    expect(await here.versions()).toEqual([2]);
  });

  it('is removed like any other when that release had the index', async () => {
    const here = await leftBy('indexed');
    here.hours(10 * 24);
    expect(told((await here.clean()).kept)).toContain('version live sessions are on its graph: 1');
    here.hours(100 * 24);
    await here.clean();
    here.hours(2);
    await here.clean();
    expect(await here.versions()).toEqual([2]);
  });
});

describe('what a newer release has stored', () => {
  it('is not removed: a part that only it knows what it is for', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    await here.world.approve(greeting(2));
    const { tenant, scenarioId, planId, stores } = here.world;
    const graph = await stores.scenarios.putGraph(tenant, scenarioId, greeting(3));
    const header = await stores.plans.get(tenant, planId);
    if (!header) throw new Error('there is no plan');
    const table = await stores.plans.putTable(header, {});
    const before = await here.items();
    const refer = (Key: { pk: string; sk: string }, later: object) =>
      here.db.client.send(
        new UpdateCommand({
          TableName: here.db.tables.scenarios,
          Key,
          UpdateExpression: 'SET later = :later',
          ExpressionAttributeValues: { ':later': { deep: [later] } },
        }),
      );
    await refer(keys.version(tenant, scenarioId, 1), graph);
    await refer(keys.plan(tenant, planId), table);
    here.days(3);
    expect(told((await here.cleanUp()).removed)).toEqual([]);
    expect(await here.items()).toHaveLength(before.length);
  });

  it('is reported, and nothing of it is touched', async () => {
    const here = await RetentionWorld.create(inject, greeting(1));
    await here.deploy(greeting(2));
    await here.world.approve(greeting(3));
    const { tenant, scenarioId, planId } = here.world;
    for (const Key of [keys.version(tenant, scenarioId, 2), keys.plan(tenant, planId)]) {
      await here.db.client.send(
        new UpdateCommand({
          TableName: here.db.tables.scenarios,
          Key,
          UpdateExpression: 'SET v = :v',
          ExpressionAttributeValues: { ':v': 99 },
        }),
      );
    }
    const before = await here.items();
    here.days(400);
    const report = await here.cleanUp();
    expect(told(report.failed)).toEqual(['plan Unavailable: 1', 'scenario Unavailable: 1']);
    expect(await here.items()).toEqual(before);
    expect(here.failures).toMatchObject([{ code: 'newer_schema' }, { code: 'newer_schema' }]);
  });
});
