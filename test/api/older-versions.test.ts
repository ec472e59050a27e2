import { expect, inject, it } from 'vitest';
import { ApiClient, type Body } from '../support/api-client.ts';
import { greeting } from '../support/plan-states.ts';

it('tells an operator how many sessions are on versions older than the plan leads from', async () => {
  const api = new ApiClient(inject('url'));
  const { scenario_id: scenarioId } = await api.startScenario(greeting(1));
  const release = async (version: number) => {
    const { id } = await api.makePlan(scenarioId, greeting(version));
    await api.deployToEnd(id);
  };
  const [first] = [await api.startSession(scenarioId), await api.startSession(scenarioId)];
  const closed = await api.startSession(scenarioId);
  await api.close(closed.session_id);
  await release(2);
  await api.startSession(scenarioId);
  await release(3);
  for (let newcomer = 0; newcomer < 3; newcomer += 1) await api.startSession(scenarioId);

  /** The summary of a plan for which counting got through in its time; that plan is dropped again. */
  const summaryOfNext = async (): Promise<Body<'GET /migration-plans/{plan_id}/summary'>> => {
    const { id } = await api.makePlan(scenarioId, greeting(4));
    const at = { params: { plan_id: id } };
    const summary = await api.call('GET /migration-plans/{plan_id}/summary', at);
    await api.call('POST /migration-plans/{plan_id}/reject', at);
    return summary.estimate_complete ? summary : summaryOfNext();
  };
  const summary = await summaryOfNext();
  expect(summary).toMatchObject({
    estimated_sessions_affected: 3,
    older_sessions_by_version: { 1: 2, 2: 1 },
  });
  expect(summary.warnings.filter(({ code }) => code === 'sessions_on_older_versions')).toEqual([
    {
      severity: 'info',
      code: 'sessions_on_older_versions',
      anchor_name: 'greeting',
      message:
        '3 sessions are on older versions (2 on version 1, 1 on version 2). They move across all versions at once ' +
        'at their next message; the policies of every plan on the way apply.',
      affected_sessions_estimate: 3,
    },
  ]);

  // Whoever comes back is not on an older version any more.
  await api.reconcile({ session_id: first.session_id });
  const next = await summaryOfNext();
  expect(next.older_sessions_by_version).toEqual({ 1: 1, 2: 1 });
  expect(next.estimated_sessions_affected).toBe(4);
});
