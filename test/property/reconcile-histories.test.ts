import { expect, test } from 'vitest';
import type { JsonValue } from '../../lib/session/json-value.ts';
import type { Values } from '../../lib/session/model.ts';
import { type Flow, readFlow } from '../../scripts/demo/flow.ts';
import { Random } from '../../scripts/demo/random.ts';
import { plausible } from '../../scripts/demo/values.ts';
import { walkIn } from '../../scripts/demo/walk.ts';
import { RUNS } from '../model/runs.ts';
import { Journey, type Turn } from '../reconcile/journey.ts';
import { FLOWS } from '../support/flows.ts';
import { SEED } from '../support/seed.ts';

/** Not less than a thousand, as of other chains. */
const NUMBER = Math.max(1_000, RUNS.number / 2);

/** A customer in a real flow who was away for some of its real versions. */
interface Away {
  readonly flow: Flow;
  readonly from: number;
  readonly to: number;
  /** A journey that has not gone anywhere yet. */
  journey(): Journey;
  /** What the customer says, the same whenever it is asked. */
  answer(field: string): JsonValue;
}

function someoneAway(flows: readonly Flow[], random: Random): Away {
  const flow = random.pick(flows);
  const latest = flow.versions.length;
  const from = random.between(1, latest - 1);
  const to = random.between(from + 1, latest);
  const graph = flow.version(from);
  const walk = walkIn(flow, graph, random);
  const variables: Values = Object.assign({}, ...walk.map(({ learnt }) => learnt));
  const said = new Map<string, JsonValue>(Object.entries(variables));
  return {
    flow,
    from,
    to,
    journey: () => new Journey(graph.scenario, { walk: walk.map(({ node }) => node.id), variables }),
    answer(field) {
      const value = said.get(field) ?? plausible(flow, field, random);
      said.set(field, value);
      return value;
    },
  };
}

/** Turn by turn until nothing more is asked. */
async function answerAll(journey: Journey, { answer }: Away): Promise<Turn[]> {
  const turns: Turn[] = [];
  while (journey.session.position && journey.isDue) {
    const { collect_fields: fields = [], execute_action_ids: due = [] } = turns.at(-1)?.answer ?? {};
    turns.push(
      await journey.turn({
        provided_fields: Object.fromEntries(fields.map((name) => [name, answer(name)])),
        executed_action_ids: due,
      }),
    );
  }
  return turns;
}

const askedIn = (turns: readonly Turn[]): Set<string> =>
  new Set(turns.flatMap(({ answer }) => answer.collect_fields));

const versionsAfter = ({ flow, from, to }: Away) =>
  flow.versions.map(({ scenario }) => scenario).filter(({ version }) => version > from && version <= to);

/** Goes through every version; tells whether one of them decided something new on the way, or deleted something. */
async function stepByStep(away: Away) {
  const journey = away.journey();
  const turns: Turn[] = [];
  let isQuiet = true;
  for (const next of versionsAfter(away)) {
    journey.publish(next);
    const { route } = journey.situation().passage;
    if (!route) throw new Error('a plan leads on');
    const images = journey.session.walk.path.map(({ ordinal }) => route.imageOf(ordinal)?.ordinal);
    const here = images.at(-1);
    isQuiet &&=
      here !== undefined &&
      !images.includes(undefined) &&
      ![...route.forks.keys()].some((fork) => route.to.forward.isBefore(fork, here));
    turns.push(...(await answerAll(journey, away)));
    if (!journey.session.position) return { journey, turns, isQuiet: false };
  }
  return { journey, turns, isQuiet };
}

test(
  'over real versions one move asks for no more than moving version by version, with the old graph or without',
  async () => {
    const flows: Flow[] = [];
    for (const [name, count] of Object.entries(FLOWS)) {
      flows.push(
        await readFlow(
          name,
          Array.from({ length: count }, (_, at) => at + 1),
        ),
      );
    }
    const random = new Random(SEED);
    const seen = { quiet: 0, asking: 0, gone: 0 };
    const lengths = new Set<number>();
    for (let number = 0; number < NUMBER; number += 1) {
      const away = someoneAway(flows, random);
      const published = versionsAfter(away);
      const stepwise = await stepByStep(away);
      const composite = published.reduce((journey, next) => journey.publish(next), away.journey());
      const turns = await answerAll(composite, away);
      const asked = [...askedIn(turns)];
      const what = `${away.flow.id} ${away.from} to ${away.to}`;

      expect([...askedIn(stepwise.turns)], what).toEqual(expect.arrayContaining(asked));
      const { scenario } = away.flow.version(away.to);
      const conditions = scenario.steps.flatMap((step) => step.transitions.map((way) => way.condition_text));
      const asksFor = scenario.steps.flatMap((step) => step.collects_profile_fields);
      for (const name of asked) {
        expect(asksFor.includes(name) || conditions.some((text) => text.includes(name)), what).toBe(true);
      }
      if (stepwise.isQuiet) {
        expect(composite.session.position, what).toEqual(stepwise.journey.session.position);
        expect(composite.variables, what).toEqual(stepwise.journey.variables);
        seen.quiet += 1;
      }

      // There is no staying on a graph that is gone: there it goes by content.
      if (!composite.session.pinned) {
        const gone = published.reduce((journey, next) => journey.publish(next), away.journey()).loseGraph();
        const answers = (await answerAll(gone, away)).map(({ answer }) => answer);
        expect(answers, what).toEqual(turns.map(({ answer }) => answer));
        seen.gone += 1;
      }
      if (asked.length > 0) seen.asking += 1;
      lengths.add(away.to - away.from);
    }
    expect(seen.quiet).toBeGreaterThan(NUMBER / 3);
    expect(seen.gone).toBeGreaterThan(NUMBER / 2);
    expect(seen.asking).toBeGreaterThan(NUMBER / 50);
    expect([...lengths].toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  },
  RUNS.timeout,
);
