import { createHash } from 'node:crypto';
import { type Question, verdictKey } from '../conditions/natural.ts';
import type { Config } from '../config/config.ts';
import { Unavailable } from '../errors.ts';
import { type ConversationTurn, isCustomers } from '../gap-fill/extraction/conversation.ts';
import {
  type ExtractionProvider,
  UnusableAnswer,
  type WantedField,
} from '../gap-fill/extraction/provider.ts';
import type { ProviderCall, Understanding } from '../gap-fill/extraction/understanding.ts';
import type { PhoneReader } from '../gap-fill/phone-reader.ts';
import type { ExtractedValue } from '../gap-fill/resolve-fields.ts';
import type { Understood } from './decision.ts';
import type { ReconcileInput } from './model.ts';

type Told = Pick<ProviderCall, 'found' | 'refused'>;
const NOTHING: Told = { found: [], refused: [] };

/**
 * Listens to the conversation of one call. What was understood is kept for as long as the call lasts: when a decision
 * is taken again because somebody else changed the session, no model is asked again.
 */
export class Listening {
  readonly #conversation: readonly ConversationTurn[];
  readonly #said: string;
  readonly #input: ReconcileInput;
  readonly #limits: Config['gap_fill'];
  readonly #understanding: Understanding;
  readonly #searched = new Map<string, ExtractedValue | undefined>();
  readonly #failed = new Set<string>();
  readonly #verdicts = new Map<string, boolean | 'unknown'>();
  /** The time limit is for all searches of the call together, and so it is for all judgements. */
  #millisecondsLeft: Record<ProviderCall['purpose'], number>;
  #version: number | undefined;

  constructor(input: ReconcileInput, limits: Config['gap_fill'], understanding: Understanding) {
    this.#input = input;
    this.#limits = limits;
    this.#understanding = understanding;
    this.#conversation = (input.conversation ?? []).slice(-limits.max_conversation_turns);
    this.#said = digestOf(this.#conversation.filter(isCustomers));
    const { extraction_timeout_ms: limit } = limits;
    this.#millisecondsLeft = { extraction: limit, judgement: limit };
  }

  /** @param version the one that the session goes to: another may define fields differently */
  understood(version: number): Understood {
    if (this.#version !== version) this.#searched.clear();
    this.#version = version;
    return {
      said: this.#said,
      searched: new Map(this.#searched),
      failed: new Set(this.#failed),
      verdicts: new Map(this.#verdicts),
    };
  }

  /** Searches what the customer said for fields. Where that fails, or takes too long, they are asked for. */
  async search(fields: readonly WantedField[], readPhone: PhoneReader | undefined): Promise<void> {
    const names = fields.map((field) => field.name);
    const outcome = await this.#call('extraction', async (provider, signal) => {
      const { search } = await import('../gap-fill/extraction/search.ts');
      const request = { ...this.#setting, fields };
      const { found, refused } = await search(request, provider, signal, this.#limits, readPhone);
      for (const name of names) this.#searched.set(name, found.get(name));
      return { found: [...found.keys()], refused };
    });
    if (outcome === 'answered') return;
    for (const name of names) {
      // The same question gets the same useless answer.
      if (outcome === 'unusable') this.#searched.set(name, undefined);
      else this.#failed.add(name);
    }
  }

  /**
   * Has conditions judged.
   * @throws Unavailable when nobody can judge just now: whoever is to be led elsewhere must not be kept for that
   */
  async judge({ conditions, known }: Question): Promise<void> {
    const outcome = await this.#call('judgement', async (provider, signal) => {
      const { judge } = await import('../conditions/judge.ts');
      const request = { ...this.#setting, conditions, known };
      const verdicts = await judge(request, provider, signal, this.#limits.confirmation_threshold);
      for (const [condition, verdict] of verdicts) this.#verdicts.set(verdictKey(condition, known), verdict);
      return NOTHING;
    });
    if (outcome === 'answered') return;
    if (outcome !== 'unusable') {
      throw new Unavailable('model_unavailable', 'no model can judge a condition just now; try again', {
        retry_safe: true,
      });
    }
    for (const condition of conditions) this.#verdicts.set(verdictKey(condition, known), 'unknown');
  }

  get #setting() {
    const { locale, time_zone, default_region } = this.#input;
    return { conversation: this.#conversation, locale, time_zone, default_region };
  }

  async #call(
    purpose: ProviderCall['purpose'],
    ask: (provider: ExtractionProvider, signal: AbortSignal) => Promise<Told>,
  ): Promise<ProviderCall['outcome']> {
    const started = performance.now();
    const left = this.#millisecondsLeft[purpose];
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new TimedOut()), left);
    let provider: ExtractionProvider | undefined;
    const report = (outcome: ProviderCall['outcome'], told: Told, error?: string) => {
      const milliseconds = performance.now() - started;
      this.#millisecondsLeft[purpose] = left - milliseconds;
      this.#understanding.report({
        provider: provider?.name ?? 'none',
        purpose,
        outcome,
        error,
        milliseconds,
        ...told,
      });
      return outcome;
    };
    try {
      if (left <= 0) throw new TimedOut();
      provider = await this.#understanding.provider();
      return report('answered', await ask(provider, limit.signal));
    } catch (error) {
      if (limit.signal.aborted || error instanceof TimedOut) return report('timed_out', NOTHING);
      const name = error instanceof Error ? error.name : 'unknown';
      return report(error instanceof UnusableAnswer ? 'unusable' : 'failed', NOTHING, name);
    } finally {
      clearTimeout(timer);
    }
  }
}

class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Tells whether a customer has said more since; empty where no customer said anything. */
function digestOf(turns: readonly ConversationTurn[]): string {
  if (turns.length === 0) return '';
  const said = turns.map(({ text, at }) => [text, at]);
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
}
