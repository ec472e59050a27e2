import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Case, talking } from '../model/cases.ts';
import { disagreements, tell } from '../model/compare.ts';
import { conversationOf, understandable } from '../model/conversation.ts';
import { type Played, play } from '../model/play.ts';
import { RUNS } from '../model/runs.ts';
import { isValid } from '../model/values.ts';

/** Half as many as of other properties: these come on top of them. */
const numRuns = Math.ceil(RUNS.number / 2);

const always = (what: string, check: (played: Played, each: Case) => void): void =>
  test(
    what,
    () =>
      fc.assert(
        fc.asyncProperty(talking, async (each) => {
          await play(each, (played) => check(played, each));
        }),
        { numRuns },
      ),
    RUNS.timeout,
  );

describe('customers who have said something before, and a provider that makes things up', () => {
  always('are decided about as the reference model says', (played) => {
    const found = disagreements(played);
    if (found.length > 0) throw new Error(`${found.join('\n')}\n\n${tell(played)}`);
  });

  always('are not asked for what they said clearly, nor for what waits for their yes', (played, each) => {
    const { answer } = played.taken;
    const { progress } = played.journey.session;
    const definitions = played.journey.published.graph.scenario.field_definitions ?? {};
    const told = understandable(each.said ?? [], each.truth);
    for (const name of answer.collect_fields) {
      if (progress?.refused_fields.includes(name)) continue;
      expect(told.has(name) && isValid(told.get(name)?.value, definitions[name])).toBe(false);
    }
    for (const { field_name: name } of answer.confirm_fields) {
      expect(told.get(name)?.sure && played.before.state.profile[name] === undefined).not.toBe(true);
    }
  });

  always('lose no value, and have none that nobody gave', (played, each) => {
    const { before, input, journey } = played;
    const told = understandable(each.said ?? [], each.truth);
    const words = conversationOf(each.said ?? [], each.truth).map(({ text }) => text);
    for (const [name, value] of Object.entries(journey.variables)) {
      const kept = before.state.progress?.found.get(name);
      expect([
        before.state.variables[name],
        input.provided[name],
        before.state.profile[name]?.value,
        kept && 'value' in kept ? kept.value : undefined,
        told.get(name)?.value,
      ]).toContainEqual(value);
    }
    for (const [name, { source, value, provenance }] of Object.entries(journey.profile)) {
      if (source !== 'extraction') continue;
      expect(value).toEqual(told.get(name)?.value);
      expect(words.some((text) => text.includes(provenance.quote ?? '?'))).toBe(true);
    }
  });

  test(
    'end where they would if nobody could judge, when whoever judges cannot tell',
    async () => {
      let judgements = 0;
      await fc.assert(
        fc.asyncProperty(talking, async (each) => {
          const quiet = await play(each, () => {});
          const judged = await play({ ...each, judged: true }, ({ taken: { situation } }) => {
            judgements += situation.understood?.verdicts.size ?? 0;
          });
          // They may have been asked more, or less, on the way: while a condition may be judged, what comes before it
          // matters, and may make no difference.
          const end = ({ journey: { session } }: typeof quiet) => ({
            position: session.position,
            pinned: session.pinned?.reason,
          });
          expect(end(judged)).toEqual(end(quiet));
        }),
        { numRuns },
      );
      expect(judgements).toBeGreaterThan(numRuns / 500);
    },
    RUNS.timeout,
  );

  test('are found often enough to tell', async () => {
    const seen: Record<string, number> = {};
    const count = (what: string) => {
      seen[what] = (seen[what] ?? 0) + 1;
    };
    for (const each of fc.sample(talking, { numRuns: 2_000, seed: 1 })) {
      await play(each, ({ taken: { answer, event, situation } }) => {
        if (Object.values(event?.fields_gap_filled ?? {}).includes('extraction')) count('used');
        if (answer.confirm_fields.some(({ quote }) => quote !== undefined)) count('put to the customer');
        const { searched = new Map() } = situation.understood ?? {};
        if ([...searched.values()].includes(undefined)) count('looked for in vain');
      });
    }
    for (const what of ['used', 'put to the customer', 'looked for in vain'])
      expect(seen[what]).toBeGreaterThan(30);
  });
});
