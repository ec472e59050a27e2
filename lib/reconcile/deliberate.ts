import { loadPhoneReader } from '../gap-fill/phone-reader.ts';
import type { SessionStore } from '../session/record.ts';
import { decide } from './decide.ts';
import type { Decided, Passage, Situation } from './decision.ts';
import type { Listener } from './listener.ts';
import type { Listening } from './listening.ts';

/** A decision with everything that it was taken from. */
export interface Deliberated {
  readonly situation: Situation;
  readonly decision: Decided;
}

/**
 * Takes a decision, fetching what it asks for until it stands. A decision asks for nothing twice: each round it knows
 * more.
 * @throws Unavailable when what it needs cannot be had just now
 */
export async function deliberate(
  start: Omit<Situation, 'judges'>,
  sessions: Pick<SessionStore, 'variables' | 'profile'>,
  listener: Listener,
): Promise<Deliberated> {
  const { input, session, passage, published } = start;
  let listening: Listening | undefined;
  let situation: Situation = { ...start, judges: listener.judges };
  for (;;) {
    const decision = decide(situation);
    switch (decision.kind) {
      case 'need_values': {
        if (situation.known) throw new TypeError('a decision asked for values that it has');
        const [variables, profile, readPhone, opened] = await Promise.all([
          sessions.variables(input.tenant_id, input.session_id),
          session.customer_id === undefined ? {} : sessions.profile(input.tenant_id, session.customer_id),
          asksForPhone(passage) ? loadPhoneReader(input.default_region) : undefined,
          listener.listen(),
        ]);
        listening = opened;
        situation = { ...situation, known: { variables, profile }, readPhone };
        break;
      }
      case 'need_search':
        if (!listening) throw new TypeError('a decision asked for a search where nobody listens');
        await listening.search(decision.fields, situation.readPhone);
        break;
      case 'need_judgement':
        if (!listening) throw new TypeError('a decision asked for a judgement where nobody listens');
        await listening.judge(decision.question);
        break;
      default:
        return { situation, decision };
    }
    situation = { ...situation, understood: listening?.understood(published.version) };
  }
}

function asksForPhone({ to }: Passage): boolean {
  const definitions = Object.values(to.graph.scenario.field_definitions ?? {});
  return definitions.some((definition) => definition.type === 'phone');
}
