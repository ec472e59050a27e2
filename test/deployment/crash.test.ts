import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { DeploymentStatus } from '../../lib/api/plan-operations.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { Random } from '../../scripts/demo/random.ts';
import { ApiClient, waitUntil } from '../support/api-client.ts';
import { KillableStack } from '../support/killable-stack.ts';
import { scenario } from '../support/scenario-builder.ts';
import { SEED } from '../support/seed.ts';

/** `SOAK_RUNS` times as many deployments. */
const DEPLOYMENTS = Number(process.env.SOAK_RUNS ?? 1);
/** Of each deployment; the last start is left alone. */
const KILLS = 2;
/** A deployment of so few takes about as long (ms) after a start. */
const LONGEST_LIFE_MS = 1_500;
const STEPS = ['greet', 'ask', 'done'];
const SESSIONS = 60;

const flow = (version: number): ScenarioInput =>
  scenario('crashing', version)
    .chain('greet', 'ask', ...(version > 1 ? ['news'] : []), 'done')
    .build();

const dataDir = mkdtempSync(join(tmpdir(), 'midstream-crash-'));
let stack: KillableStack | undefined;
afterAll(async () => {
  await stack?.kill();
  await rm(dataDir, { recursive: true });
}, 60_000);

test(
  `deployments of a stack that is killed again and again end as if it had not been (seed ${SEED})`,
  async () => {
    const random = new Random(SEED);
    stack = await KillableStack.start(dataDir);
    const first = new ApiClient(stack.url);
    const { tenantId } = first;
    const undisturbed = await aPlan(first);
    const expected = outcome(await first.deployToEnd(undisturbed.planId));
    expect(expected.sessions_marked).toBeLessThan(SESSIONS);

    for (let n = 0; n < DEPLOYMENTS; n += 1) {
      let api = new ApiClient(stack.url, { tenantId });
      const { planId, sessions } = await aPlan(api);
      await api.approve(planId);
      const { deployment_id } = await api.deploy(planId);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(random.between(0, LONGEST_LIFE_MS));
        await stack.kill();
        stack = await KillableStack.start(dataDir);
      }
      api = new ApiClient(stack.url, { tenantId });
      const ended = await waitUntil(
        'the deployment has ended',
        () => api.status(planId),
        ({ status }) => status !== 'deploying',
        120_000,
      );
      expect(outcome(ended)).toEqual(expected);
      let marks = 0;
      await inParallel(sessions, 8, async (id) => {
        const { pending_migration: mark, revision } = await api.session(id);
        expect(revision).toBe(1);
        if (mark?.deployment_id === deployment_id) marks += 1;
      });
      expect(marks).toBe(expected.sessions_marked);
    }
  },
  120_000 + DEPLOYMENTS * 180_000,
);

/** A scenario with the same sessions as every other one, and a plan that leaves some of them out. */
async function aPlan(api: ApiClient): Promise<{ readonly planId: string; readonly sessions: string[] }> {
  const { scenario_id: scenarioId } = await api.startScenario(flow(1));
  const sessions: string[] = [];
  const numbers = Array.from({ length: SESSIONS }, (_, at) => at);
  await inParallel(numbers, 8, async (at) => {
    const { session_id } = await api.startSession(scenarioId, {
      step_id: STEPS[at % STEPS.length],
      channel: at % 5 === 0 ? 'email' : 'whatsapp',
      checkpoints: [],
    });
    sessions.push(session_id);
  });
  const plan = await api.makePlan(scenarioId, flow(2));
  const ask = plan.transformation_map.anchors.find((anchor) => anchor.anchor_node_id_v1 === 'ask');
  await api.call('PUT /migration-plans/{plan_id}/policies', {
    params: { plan_id: plan.id },
    body: {
      revision: plan.revision,
      policies: { [ask?.anchor_key ?? '']: { scope_filter: { exclude_channels: ['email'] } } },
    },
  });
  return { planId: plan.id, sessions };
}

/** What a deployment came to. */
const outcome = ({
  status,
  progress,
  sessions_marked,
  sessions_by_anchor,
  migrations_pending,
}: DeploymentStatus) => ({
  status,
  progress,
  sessions_marked,
  sessions_by_anchor,
  migrations_pending,
});
