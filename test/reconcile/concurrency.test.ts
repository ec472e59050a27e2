import { expect, inject, test } from 'vitest';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { tallyOfStatus } from '../../scripts/demo/tally.ts';
import { scenario } from '../support/scenario-builder.ts';
import { SEED } from '../support/seed.ts';
import { deploymentAccount } from './account.ts';
import type { StoredSession } from './stored-session.ts';
import { type Release, Turmoil } from './turmoil.ts';

/** `SOAK_RUNS` times as many, of other seeds each. */
const RUNS = 2 * Number(process.env.SOAK_RUNS ?? 1);
const SESSIONS = 80;
/** Outcomes are counted as they come through the audit trail's stream. */
const AT_REST = { timeout: 60_000, interval: 250 };

/**
 * `greet -> ask <-> offer -> confirm -> pay (payment taken) -> ship -> end`. The second version asks for the age
 * early on, says more when it confirms, and ships nothing; the third asks for the mail as well, turns half of the
 * customers away by their age, and has something done before the payment.
 */
function buying(version: 1 | 2 | 3): ScenarioInput {
  const built = scenario('buying', version)
    .field('age', { type: 'integer', minimum: 0 })
    .field('mail', { type: 'email' });
  if (version === 1) built.chain('greet').to('ask');
  else
    built
      .chain('greet')
      .to('form')
      .step('form', { collects: ['age'] })
      .to('ask');
  if (version < 3) built.step('ask').to('offer');
  else {
    built
      .step('ask')
      .to('verify')
      .step('verify', { collects: ['mail'] })
      .to('sorry', { when: 'age % 2 == 0', fields: ['age'], priority: 1 })
      .to('offer')
      .step('sorry');
  }
  built
    .step('offer')
    .to('confirm', { when: 'fine', priority: 1 })
    .to('ask')
    .step('confirm', { description: version === 1 ? '' : 'and says why' })
    .to(version < 3 ? 'pay' : 'notify');
  if (version === 3) built.step('notify', { required: true }).to('pay');
  built.step('pay', { checkpoint: 'payment taken' }).to(version === 1 ? 'ship' : 'end');
  if (version === 1) built.step('ship').to('end');
  return built.step('end').build();
}

const RELEASES: readonly Release[] = [
  {
    scenario: buying(2),
    policies: {
      ask: { scope_filter: { exclude_channels: ['email'] } },
      confirm: { update_downstream: false },
    },
  },
  { scenario: buying(3) },
];

const LAST = 3;
const VALUES = { age: (n: number) => n, mail: (n: number) => `m${n}@example.com` };

test.each(Array.from({ length: RUNS }, (_, run) => SEED + run))(
  'whatever happens at once, and whatever fails, every session is explained by its events (seed %i)',
  async (seed) => {
    const turmoil = await Turmoil.of(inject, {
      seed,
      sessions: SESSIONS,
      first: buying(1),
      releases: RELEASES,
      values: VALUES,
      faults: {
        rates: { throttled: 0.01, unsent: 0.02, unanswered: 0.02, conflict: 0.02, partial: 0.02 },
        lasting: 0.2,
        delayMs: 10,
      },
    });
    await turmoil.rage(SESSIONS);
    const amid = await turmoil.stored();
    expect(turmoil.unexplained(amid)).toEqual([]);
    await countedAsStored(turmoil, amid);

    await turmoil.settle();
    expect(await turmoil.disturbed()).toEqual([]);
    const after = await turmoil.stored();
    expect(turmoil.unexplained(after)).toEqual([]);
    await countedAsStored(turmoil, after);
    for (const { record } of after) {
      expect(record.mark).toBeUndefined();
      const settled = record.status === 'closed' ? undefined : record.position?.settled_for_version;
      expect(settled ?? LAST).toBe(LAST);
    }
    for (const times of Object.values(turmoil.faults.struck)) expect(times).toBeGreaterThan(0);
  },
  600_000,
);

/** The status of every deployment says what its sessions and their events say, once it is at rest. */
async function countedAsStored(turmoil: Turmoil, stored: readonly StoredSession[]): Promise<void> {
  expect(turmoil.deployed).toHaveLength(RELEASES.length);
  for (const deployed of turmoil.deployed) {
    const counted = async () => {
      const status = await turmoil.world.status(deployed.planId);
      const { sessions_marked: marked, migrations_pending: pending } = status;
      return { ...tallyOfStatus(status), marked, pending };
    };
    const account = deploymentAccount(stored, deployed);
    expect(account.marked).toBeGreaterThan(0);
    await expect.poll(counted, AT_REST).toEqual(account);
  }
}
