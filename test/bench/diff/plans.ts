import { startLocalStack } from '../../../infra/local/local-stack.ts';
import { MAX_STEPS } from '../../../lib/scenario/model.ts';
import { ApiClient } from '../../support/api-client.ts';
import { editFlow, generateFlow } from '../../support/generated-flow.ts';
import { median } from '../measure.ts';

const SEED = 1;
const RUNS = 3;
const CHANGES = [50, MAX_STEPS / 2];

export interface GeneratedPlan {
  readonly steps: number;
  readonly changes: number;
  readonly requestKb: number;
  /** Median of some calls, each of a scenario of its own. */
  readonly postMs: number;
  readonly answerKb: number;
  /** The largest of the plan's anchors that were looked at. */
  readonly anchorKb: number;
}

const kb = (value: unknown): number => JSON.stringify(value).length / 1_000;

/** Plans of the largest scenario there may be, little and much changed, made over HTTP on the local stack. */
export async function generatePlans(quick: boolean): Promise<GeneratedPlan[]> {
  const stack = await startLocalStack({});
  try {
    const plans: GeneratedPlan[] = [];
    for (const changes of quick ? CHANGES.slice(0, 1) : CHANGES) {
      plans.push(await generatePlan(new ApiClient(stack.url), changes, quick ? 1 : RUNS));
    }
    return plans;
  } finally {
    await stack.stop();
  }
}

async function generatePlan(api: ApiClient, changes: number, runs: number): Promise<GeneratedPlan> {
  const old = generateFlow(MAX_STEPS, SEED);
  const now = editFlow(old, changes, SEED);
  const times: number[] = [];
  const sizes: number[] = [];
  const anchorSizes: number[] = [];
  // The first call finds a Lambda that has just started, and is not counted.
  for (let run = 0; run <= runs; run += 1) {
    const { scenario_id } = await api.startScenario(old);
    const started = performance.now();
    const plan = await api.makePlan(scenario_id, now);
    if (run > 0) times.push(performance.now() - started);
    sizes.push(kb(plan));
    const { anchors } = plan.transformation_map;
    for (const { anchor_key } of [anchors[0], anchors[anchors.length >> 1], anchors.at(-1)].flatMap(
      (each) => each ?? [],
    )) {
      const key = { plan_id: plan.id, anchor_key };
      anchorSizes.push(
        kb(await api.call('GET /migration-plans/{plan_id}/anchors/{anchor_key}', { params: key })),
      );
    }
  }
  return {
    steps: MAX_STEPS,
    changes,
    requestKb: kb({ new_scenario: now }),
    postMs: median(times),
    answerKb: Math.max(...sizes),
    anchorKb: Math.max(...anchorSizes),
  };
}
