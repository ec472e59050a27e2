/** Conversations as an engine leads them, over HTTP and the Invoke API, while deployments run under them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalStack } from '../../../infra/local/local-stack.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import { buildGraph } from '../../../lib/scenario/graph.ts';
import { Random } from '../../../scripts/demo/random.ts';
import { type StoredSession, storedSession } from '../../reconcile/stored-session.ts';
import { ApiClient, waitUntil } from '../../support/api-client.ts';
import { testDatabase } from '../../support/database.ts';
import { shares } from '../measure.ts';
import { progress } from '../progress.ts';
import { atMost, type BenchmarkReport } from '../report.ts';
import { FATES, type Fates, fatesOf, imbalance } from './books.ts';
import { Calls, Conversation, type Place } from './conversation.ts';
import { RELEASES, type Release } from './flows.ts';

const CONVERSATIONS = 64;
/** Sessions of each scenario. */
const SESSIONS = 1_000;
const QUICK_SESSIONS = CONVERSATIONS;
/** How long the conversations go on before the deployments and after them (ms). */
const AROUND_MS = 10_000;
const QUICK_AROUND_MS = 1_000;
const AT_REST_WITHIN_MS = 120_000;
const CHANNELS = ['whatsapp', 'email', 'voice'];

interface Deployed {
  readonly name: string;
  readonly seconds: number;
  readonly marked: number;
  readonly fates: Fates;
  readonly imbalance: number;
}

export async function benchmarkLoad(quick: boolean): Promise<BenchmarkReport> {
  const sessions = quick ? QUICK_SESSIONS : SESSIONS;
  const around = quick ? QUICK_AROUND_MS : AROUND_MS;
  const random = new Random(1);
  const stack = await startLocalStack({});
  try {
    const db = testDatabase(stack.tables, stack.dynamoEndpoint);
    const api = new ApiClient(stack.url);
    progress(`${RELEASES.length} scenarios with ${sessions} sessions each`);
    const scenes = await Promise.all(RELEASES.map((release) => openScene(release, sessions, api, random)));
    const calls = new Calls();
    const places = random.shuffled(scenes.flatMap((scene) => scene.places));
    const conversations = Array.from({ length: CONVERSATIONS }, (_, each) => {
      const own = places.filter((_place, at) => at % CONVERSATIONS === each);
      return new Conversation(api, calls, random.of(each), own);
    });

    progress(`${CONVERSATIONS} conversations begin`);
    const ending = new AbortController();
    const began = performance.now();
    const talking = Promise.all(conversations.map((conversation) => conversation.talk(ending.signal)));
    await sleep(around);
    progress('deployments');
    const seconds = await Promise.all(
      scenes.map(async ({ planId }) => {
        const started = performance.now();
        const { status } = await api.deployToEnd(planId);
        if (status !== 'deployed') throw new Error(`the deployment of ${planId} ended as ${status}`);
        return (performance.now() - started) / 1_000;
      }),
    );
    await sleep(around);
    ending.abort();
    await talking;
    const lasted = (performance.now() - began) / 1_000;

    progress('balancing the books');
    const stored: StoredSession[] = [];
    await inParallel(places, 8, async ({ sessionId }) => {
      stored.push(await storedSession(db, api.tenantId, sessionId));
    });
    const deployed = await Promise.all(
      scenes.map(async ({ name, planId }, at): Promise<Deployed> => {
        const { deployment_id = '' } = await api.status(planId);
        const fates = fatesOf(stored, deployment_id);
        // The audit trail's stream is counted as it comes.
        const status = await waitUntil(
          'the audit trail is counted',
          () => api.status(planId),
          (told) => imbalance(told, fates) === 0,
          AT_REST_WITHIN_MS,
        ).catch(() => api.status(planId));
        return {
          name,
          seconds: seconds[at] ?? Number.NaN,
          marked: status.sessions_marked,
          fates,
          imbalance: imbalance(status, fates),
        };
      }),
    );
    return report(calls, lasted, deployed);
  } finally {
    await stack.stop();
  }
}

interface Scene {
  readonly name: string;
  readonly planId: string;
  readonly places: readonly Place[];
}

/** A scenario with sessions all over it, and the plan of its second version. */
async function openScene(
  { versions, policies }: Release,
  sessions: number,
  api: ApiClient,
  random: Random,
): Promise<Scene> {
  const [first, second] = versions;
  const { scenario_id: scenarioId } = await api.startScenario(first);
  const graphs = new Map(versions.map((version) => [version.version, buildGraph(version)]));
  const places: Place[] = [];
  await inParallel(Array.from({ length: sessions }), 16, async () => {
    const stepId = random.pick(first.steps).id;
    const { session_id: sessionId, revision } = await api.startSession(scenarioId, {
      channel: random.pick(CHANNELS),
      step_id: stepId,
      checkpoints: [],
    });
    places.push({ sessionId, scenarioId, graphs, graphVersion: first.version, stepId, revision });
  });
  const plan = await api.makePlan(scenarioId, second);
  const keyOf = (stepId: string): string => graphs.get(first.version)?.byId.get(stepId)?.hash ?? '';
  await api.call('PUT /migration-plans/{plan_id}/policies', {
    params: { plan_id: plan.id },
    body: {
      revision: plan.revision,
      policies: Object.fromEntries(
        Object.entries(policies).map(([stepId, policy]) => [keyOf(stepId), policy]),
      ),
    },
  });
  return { name: first.name, planId: plan.id, places };
}

function report(calls: Calls, seconds: number, deployed: readonly Deployed[]): BenchmarkReport {
  const rows = [['turns', calls.turns] as const, ['visits, starts, closes', calls.visits] as const].map(
    ([name, times]) => {
      const { p50, p99 } = shares(times);
      return [name, times.length, times.length / seconds, p50, p99];
    },
  );
  return {
    benchmark: 'load',
    figures: [
      {
        title: `${CONVERSATIONS} conversations at the same time, ${seconds.toFixed(0)} s, while two deployments run`,
        columns: [
          { name: 'calls' },
          { name: 'answered', digits: 0 },
          { name: 'a second', digits: 0 },
          { name: 'p50 ms', digits: 1 },
          { name: 'p99 ms', digits: 1 },
        ],
        rows,
      },
      {
        title: 'Errors',
        columns: [{ name: 'retried', digits: 0 }, { name: 'others', digits: 0 }, { name: 'such as' }],
        rows: [[calls.retried, calls.failed.length, calls.failed[0] ?? '']],
      },
      {
        title: 'What became of the sessions that were marked',
        columns: [
          { name: 'deployment' },
          { name: 'seconds', digits: 1 },
          { name: 'marked', digits: 0 },
          ...FATES.map((name) => ({ name, digits: 0 })),
        ],
        rows: deployed.map(({ name, seconds: took, marked, fates }) => [
          name,
          took,
          marked,
          ...FATES.map((fate) => fates[fate]),
        ]),
      },
    ],
    bounds: [
      atMost('errors that a retry does not mend', calls.failed.length, 'errors', 0),
      ...deployed.map(({ name, imbalance: off }) =>
        atMost(`${name}: sessions of which it is not known what became`, off, 'sessions', 0),
      ),
    ],
  };
}
