import { expect, inject, test } from 'vitest';
import type { SessionRecord } from '../../lib/session/record.ts';
import { Ages } from './ages.ts';

/** `SOAK_RUNS` times as many, of other seeds each; `SEED` is the first one. */
const RUNS = 2 * Number(process.env.SOAK_RUNS ?? 1);
const SEED = Number(process.env.SEED ?? 1);
const SESSIONS = 18;
const ROUNDS = 11;
const HOURS_A_DAY = 24;

test.each(Array.from({ length: RUNS }, (_, run) => SEED + run))(
  'nothing that a live session needs is ever removed, and everything else is gone after two runs (seed %i)',
  async (seed) => {
    const ages = await Ages.of(inject, seed, SESSIONS);
    expect(await ages.live(ROUNDS)).toEqual([]);

    // At rest: a month later, when some have been there a week ago and others not for long.
    ages.pass(31 * HOURS_A_DAY);
    // Clean-up counts somebody for an hour or two longer than the option says: nobody is in between.
    while ((await ages.records()).some((record) => isOnTheBrink(record, ages))) ages.pass(HOURS_A_DAY);
    await expectJustWhatIsNeeded(ages, await twice(ages));
    expect(await ages.unexplained()).toEqual([]);
    expect(await ages.goOn()).toEqual([]);
    expect(await ages.unexplained()).toEqual([]);

    // Nobody comes any more.
    ages.pass(100 * HOURS_A_DAY);
    const { states, links } = await expectJustWhatIsNeeded(ages, await twice(ages));
    expect([...states]).toEqual([[ages.published, 'published']]);
    expect([...links]).toEqual([]);
    expect(await ages.goOn()).toEqual([]);
    expect(await ages.unexplained()).toEqual([]);
  },
  600_000,
);

function isOnTheBrink({ last_activity_at: last }: SessionRecord, ages: Ages): boolean {
  const hours = (ages.now().getTime() - Date.parse(last)) / 3_600_000;
  return Math.abs(hours - ages.world.config.retention.session_idle_days * HOURS_A_DAY) < 6;
}

/** @returns the versions that were gone before */
async function twice(ages: Ages): Promise<ReadonlySet<number>> {
  await ages.shelf();
  const before = new Set(ages.gone);
  await ages.cleanUp();
  ages.pass(2);
  await ages.cleanUp();
  return before;
}

/** By definition, from what is stored of the sessions: everything is older than every retention. */
async function expectJustWhatIsNeeded(ages: Ages, gone: ReadonlySet<number>) {
  const shelf = await ages.shelf();
  const live = (await ages.records()).flatMap((record) =>
    record.status === 'active' && record.position && !ages.isIdle(record) ? [record.position] : [],
  );
  const needed = new Set([
    ages.published,
    ...live.flatMap(({ version, graph_version }) => [version, graph_version]),
  ]);
  // Whoever came back when its graph was gone has none.
  const versions = [...needed].filter((version) => !gone.has(version)).sort();
  expect([...shelf.states.keys()].sort()).toEqual(versions);
  expect([...shelf.states.values()]).not.toContain('retiring');

  const oldest = Math.min(...versions, ...live.map(({ graph_version }) => graph_version));
  const leading = Array.from({ length: ages.published - 1 }, (_, index) => index + 1);
  expect([...shelf.links].sort()).toEqual(leading.filter((from) => from >= oldest));

  // Every packed part is of a header, and every part that a header refers to is there, but for removed versions'.
  const plans = shelf.items.filter(({ sk }) => sk === 'PLAN');
  expect(plans).toHaveLength(shelf.links.size);
  const graphs = shelf.items.filter(({ sk }) => sk.startsWith('VERSION#'));
  const refs = [...plans.map(({ base: _, draft: __, ...own }) => own), ...graphs].flatMap(refsIn);
  const parts = shelf.items
    .filter(({ sk }) => sk.startsWith('PART#'))
    .map(({ sk }) => sk.split('#')[1] ?? '');
  expect(parts.sort()).toEqual(refs.sort());
  return shelf;
}

/** Ids of the packed parts that an item refers to: `{id, chunks}`, wherever in it. */
function refsIn(value: unknown): string[] {
  const json = JSON.stringify(value);
  return [...json.matchAll(/\{"(?:id":"([^"]+)","chunks":\d+|chunks":\d+,"id":"([^"]+)")\}/g)].map(
    ([, first, last]) => first ?? last ?? '',
  );
}
