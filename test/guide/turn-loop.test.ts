/**
 * The README's turn loop is `examples/turn-loop.ts`, and that is played here against the local stack, through every
 * action. `UPDATE_GUIDE=1 npx vitest run test/guide` writes it into the README.
 */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { type Asked, type Conversation, type Message, takeTurn } from '../../examples/turn-loop.ts';
import { MidstreamClient } from '../../lib/client/client.ts';
import { invokeLambda } from '../../lib/client/invoke-lambda.ts';
import type { JsonValue } from '../../lib/session/json-value.ts';
import { ApiClient } from '../support/api-client.ts';
import { lambdaClient } from '../support/lambda-client.ts';
import { EXAMPLES, FIRST } from './examples.ts';

const README = new URL('../../README.md', import.meta.url);
const BEGIN = '<!-- turn loop: begin -->\n';
const END = '<!-- turn loop: end -->';

const lambda = lambdaClient(inject('url'));
afterAll(() => lambda.destroy());

/** An engine that keeps a diary. What a customer says is JSON, by the field that was asked. */
class Diary implements Conversation {
  readonly sessionId = 'session-1';
  readonly entries: string[] = [];

  async adopt(graphVersion: number, stepId: string) {
    this.entries.push(`at ${stepId} of ${graphVersion}`);
  }
  async process({ text }: Message) {
    this.entries.push(`processes ${text}`);
  }
  async begin(stepId: string) {
    this.entries.push(`begins ${stepId}`);
  }
  async execute(stepId: string) {
    this.entries.push(`executes ${stepId}`);
    return { in_stock: true };
  }
  async say(text: string) {
    this.entries.push(`says ${text}`);
  }
  async answersIn({ text }: Message, asked: Asked) {
    const provided_fields: Record<string, JsonValue> = {};
    for (const field of asked.collect_fields) provided_fields[field] = text;
    const confirmations = Object.fromEntries(
      asked.confirm_fields.map(({ field_name }) => [field_name, text === 'yes']),
    );
    return { provided_fields, confirmations };
  }
  async leave() {
    this.entries.push('leaves');
  }
}

/** The example of the engine guide that has this title, played through the turn loop. */
async function play(title: string, ...messages: string[]): Promise<string[]> {
  const example = EXAMPLES.find((each) => each.title === title);
  if (!example) throw new Error(`the guide has no example "${title}"`);
  const api = new ApiClient(inject('url'));
  const midstream = new MidstreamClient({
    url: `${inject('url')}/api/v1`,
    tenantId: api.tenantId,
    token: () => api.token(),
    invoke: invokeLambda(lambda, 'reconcile'),
  });
  const { scenario_id } = await api.startScenario(FIRST);
  const diary = new Diary();
  const { variables = {}, channel = 'whatsapp', profile } = example;
  await midstream.putSession(diary.sessionId, {
    scenario_id,
    channel,
    customer_id: 'carla',
    variables: JSON.parse(JSON.stringify(variables)),
  });
  for (const [at, step_id] of example.walk.entries()) {
    await midstream.recordVisit(diary.sessionId, { visit_id: `visit-${at}`, step_id, turn_number: at });
  }
  if (profile) {
    const { name, value, ...more } = profile;
    await midstream.putProfileField('carla', name, { value: JSON.parse(JSON.stringify(value)), ...more });
  }
  if (example.v2) await api.deployToEnd((await api.makePlan(scenario_id, example.v2)).id);

  let asked: Asked | undefined;
  for (const text of messages) {
    asked = await takeTurn(midstream, diary, { id: randomUUID(), text }, asked);
  }
  return diary.entries;
}

describe('the turn loop', () => {
  it('processes a turn where there is nothing to do', async () => {
    expect(await play('Nothing to do', 'hi')).toEqual(['at confirm of 1', 'processes hi']);
  });

  it('goes on in the new version where the session moved silently', async () => {
    expect(await play('Moved silently', 'hi')).toEqual(['at confirm of 2', 'processes hi']);
  });

  it('asks, waits, and sends the answer with the next message', async () => {
    expect(await play('Asked for data', 'hi', '2027-01-14')).toEqual([
      'at confirm of 1',
      'says When shall we deliver?',
      'at confirm of 2',
      'processes 2027-01-14',
    ]);
  });

  it('puts a value to the customer, and asks for it when it is refused', async () => {
    expect(await play('Asked to confirm', 'hi', 'no', '2027-02-02')).toEqual([
      'at confirm of 1',
      'says Is this still right? delivery_date: 2027-01-14',
      'at confirm of 1',
      'says When shall we deliver?',
      'at confirm of 2',
      'processes 2027-02-02',
    ]);
  });

  it('executes what has to happen first, and goes on in the same turn', async () => {
    expect(await play('An action first', 'hi')).toEqual([
      'at confirm of 1',
      'executes check_stock',
      'at confirm of 2',
      'processes hi',
    ]);
  });

  it('says that the conversation continues elsewhere, and begins there', async () => {
    expect(await play('Re-routed', 'hi')).toEqual([
      'at tailor of 2',
      'says Something has changed since we last spoke. We continue with: tailor.',
      'begins tailor',
    ]);
  });

  it('leaves where the flow has no place for the customer', async () => {
    expect(await play('Nowhere to go', 'hi')).toEqual([expect.stringContaining('says We have'), 'leaves']);
  });

  it('is the one in the README', async () => {
    const source = await readFile(new URL('../../examples/turn-loop.ts', import.meta.url), 'utf8');
    const shown = `\`\`\`typescript\n${source.replaceAll('../lib/client/client.ts', 'midstream-client')}\`\`\`\n`;
    const readme = await readFile(README, 'utf8');
    const [from, to] = [readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END)];
    if (process.env.UPDATE_GUIDE) await writeFile(README, readme.slice(0, from) + shown + readme.slice(to));
    else expect(readme.slice(from, to)).toBe(shown);
  });
});
