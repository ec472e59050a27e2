/**
 * The README's engine guide shows what reconcile really answers: the examples are played on the local stack, and
 * the guide is what comes of them. `UPDATE_GUIDE=1 npx vitest run test/guide` writes it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, inject, test } from 'vitest';
import { anchorKeyOf } from '../../lib/diff/anchor-key.ts';
import type { ReconcileAnswer } from '../../lib/reconcile/model.ts';
import { buildGraph } from '../../lib/scenario/graph.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { EXAMPLES, type Example, FIRST } from './examples.ts';

const README = new URL('../../README.md', import.meta.url);
const BEGIN = '<!-- engine guide: begin -->\n';
const END = '<!-- engine guide: end -->';
/** In the guide every plan has this id. */
const PLAN_ID = 'c2bfb62f-be41-475c-9b26-fcef7949ea6a';
const WIDTH = 110;

test('the engine guide in the README shows what reconcile answers', async () => {
  const sections: string[] = [];
  for (const example of EXAMPLES) sections.push(await play(example));
  const guide = sections.join('\n');

  const readme = await readFile(README, 'utf8');
  const [from, to] = [readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END)];
  if (process.env.UPDATE_GUIDE) await writeFile(README, readme.slice(0, from) + guide + readme.slice(to));
  else expect(readme.slice(from, to)).toBe(guide);
});

async function play(example: Example): Promise<string> {
  const api = new ApiClient(inject('url'));
  const session_id = 'session-1';
  const { scenario_id } = await api.startScenario(FIRST);
  await api.startSession(scenario_id, {
    session_id,
    customer_id: 'carla',
    channel: example.channel ?? 'whatsapp',
    ...(example.variables && { variables: example.variables }),
  });
  for (const step of example.walk) await api.visit(session_id, step);
  if (example.profile) {
    const { name, ...body } = example.profile;
    await api.call('PUT /profiles/{customer_id}/fields/{name}', {
      params: { customer_id: 'carla', name },
      body,
    });
  }
  const planId = example.v2 && (await deploy(api, scenario_id, example.v2, example.policy));

  const played: { sent: object; answer: ReconcileAnswer }[] = [];
  for (const [at, turn] of example.turns.entries()) {
    const input = { session_id, turn_id: `turn-${at + 1}`, ...turn };
    played.push({ sent: { tenant_id: 'acme', ...input }, answer: await api.reconcile(input) });
  }
  const last = played.at(-1);
  if (!last) throw new Error(`"${example.title}" has no turn`);
  const text = section(example, last.sent, last.answer);
  return planId === undefined ? text : text.replaceAll(planId, PLAN_ID);
}

/** @returns the plan's id */
async function deploy(
  api: ApiClient,
  scenarioId: string,
  v2: ScenarioInput,
  policy: Example['policy'],
): Promise<string> {
  const plan = await api.makePlan(scenarioId, v2);
  if (policy) {
    const graph = buildGraph(FIRST);
    const node = graph.byId.get(policy.step);
    if (!node) throw new Error(`no step ${policy.step}`);
    await api.call('PUT /migration-plans/{plan_id}/policies', {
      params: { plan_id: plan.id },
      body: { revision: plan.revision, policies: { [anchorKeyOf(graph, node)]: policy.policy } },
    });
  }
  const { status } = await api.deployToEnd(plan.id);
  expect(status).toBe('deployed');
  return plan.id;
}

const section = ({ title, story, does }: Example, sent: object, answer: ReconcileAnswer): string =>
  [
    `<details><summary><b>${title}.</b> ${withCode(story)}</summary>`,
    '',
    'sends',
    '',
    '```json',
    inLines(sent),
    '```',
    '',
    'gets',
    '',
    '```json',
    inLines(answer),
    '```',
    '',
    does,
    '',
    '</details>',
    '',
  ].join('\n');

/** A summary is HTML, in which Markdown does not count. */
const withCode = (text: string): string => text.replace(/`([^`]*)`/g, '<code>$1</code>');

/** JSON in one line if it fits, else with a line for each field. Empty lists say nothing, and are left out. */
function inLines(value: object): string {
  const fields = Object.entries(value).filter(([, each]) => !(Array.isArray(each) && each.length === 0));
  const pairs = fields.map(([name, each]) => {
    const text = JSON.stringify(each);
    if (!Array.isArray(each) || text.length < WIDTH) return `${JSON.stringify(name)}: ${text}`;
    return `${JSON.stringify(name)}: [\n${each.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  });
  const line = `{ ${pairs.join(', ')} }`;
  return line.length < WIDTH ? line : `{\n${pairs.map((pair) => `  ${pair}`).join(',\n')}\n}`;
}
