import { type ApiClient, waitUntil } from '../../support/api-client.ts';
import { scenario } from '../../support/scenario-builder.ts';

export const SCENARIO = 'orders';
/** For what happens by itself, on a stack whose Lambdas are cold and whose machine is busy. */
export const PATIENCE_MS = 60_000;

/** `hello -> size -> (delivery ->) confirm -> order (sent) -> thanks (-> rating)`, version by version. */
export function orders(version: number) {
  const built = scenario('Orders', version).field('size', { type: 'enum', enum_values: ['M', 'XL'] });
  built
    .step('hello')
    .to('size')
    .step('size', { collects: ['size'] });
  if (version === 1) built.to('confirm');
  else {
    built.field('delivery_date', { type: 'date', prompt: 'When shall we deliver?' });
    built
      .to('delivery')
      .step('delivery', { collects: ['delivery_date'] })
      .to('confirm');
  }
  built
    .step('confirm')
    .to('order')
    .step('order', { checkpoint: 'the order is sent' })
    .to('thanks')
    .step('thanks');
  if (version >= 3) built.to('rating').step('rating');
  return built.build();
}

/** By what became of them; each is a customer of the same name. */
export const PEOPLE = {
  /** Confirms, and carries a mark. */
  marked: 'ada',
  /** Was asked for the date and has not answered. */
  asked: 'ben',
  /** Has answered, and was moved. */
  moved: 'cleo',
  /** The order was sent. */
  ordered: 'dora',
  closed: 'emil',
  /** Began after the second version was published. */
  late: 'fay',
} as const;

/**
 * A tenant's conversations, two versions of their scenario and a plan to a third one: by the end, some of everything
 * is stored that there is.
 * @returns the ids of the plan that was deployed and of the one that waits
 */
export async function live(api: ApiClient): Promise<{ readonly deployed: string; readonly waiting: string }> {
  const visit = (session_id: string, step_id: string, turn: number, variables = {}) =>
    api.call('POST /sessions/{session_id}/visits', {
      params: { session_id },
      body: { visit_id: `${session_id}-${turn}`, step_id, turn_number: turn, variables },
    });
  const start = async (id: string, steps: readonly string[]) => {
    await api.call('PUT /sessions/{session_id}', {
      params: { session_id: id },
      body: { scenario_id: SCENARIO, channel: 'whatsapp', customer_id: id },
    });
    for (const [turn, step] of steps.entries()) {
      await visit(id, step, turn + 1, step === 'size' ? { size: 'XL' } : {});
    }
  };
  const plan = async (version: number): Promise<string> => {
    const { id } = await api.call('POST /scenarios/{scenario_id}/migration-plan', {
      params: { scenario_id: SCENARIO },
      body: { new_scenario: orders(version) },
    });
    return id;
  };

  await api.call('POST /scenarios', { body: { scenario_id: SCENARIO, ...orders(1) } });
  for (const id of [PEOPLE.marked, PEOPLE.asked, PEOPLE.moved, PEOPLE.closed]) {
    await start(id, ['size', 'confirm']);
  }
  await start(PEOPLE.ordered, ['size', 'confirm', 'order', 'thanks']);
  await api.call('POST /sessions/{session_id}/close', { params: { session_id: PEOPLE.closed }, body: {} });

  const deployed = await plan(2);
  const params = { plan_id: deployed };
  await api.call('POST /migration-plans/{plan_id}/approve', { params, body: { acknowledge_warnings: true } });
  await api.call('POST /migration-plans/{plan_id}/deploy', { params, body: {} });
  const status = () => api.call('GET /migration-plans/{plan_id}/deployment-status', { params });
  await waitUntil('it is deployed', status, (each) => each.status === 'deployed', PATIENCE_MS);

  await api.reconcile({ session_id: PEOPLE.asked, turn_id: 'turn-1' });
  await api.reconcile({ session_id: PEOPLE.moved, turn_id: 'turn-1' });
  const provided_fields = { delivery_date: '2031-01-14' };
  await api.reconcile({ session_id: PEOPLE.moved, turn_id: 'turn-2', provided_fields });
  await start(PEOPLE.late, ['size']);
  // The counts follow the audit trail.
  await waitUntil('one is counted', status, (each) => each.migrations_applied === 1, PATIENCE_MS);
  return { deployed, waiting: await plan(3) };
}
