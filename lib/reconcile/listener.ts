import type { Config } from '../config/config.ts';
import type { Understanding } from '../gap-fill/extraction/understanding.ts';
import type { Listening } from './listening.ts';
import type { ReconcileInput } from './model.ts';

/** Listens to the conversation of one call, from when something depends on it: most turns load nothing of it. */
export interface Listener {
  /** Can conditions in natural language be judged? */
  readonly judges: boolean;
  /** The same one however often it is asked for. Nothing where extraction is switched off. */
  listen(): Promise<Listening | undefined>;
}

/** Who listens to what the input brings, as configured. */
export function listenerTo(
  input: ReconcileInput,
  { gap_fill: limits }: Config,
  understanding: Understanding | undefined,
): Listener {
  if (!understanding || !limits.extraction_enabled) return { judges: false, listen: async () => undefined };
  let listening: Promise<Listening> | undefined;
  return {
    judges: understanding.judges,
    listen() {
      listening ??= import('./listening.ts').then(
        ({ Listening }) => new Listening(input, limits, understanding),
      );
      return listening;
    },
  };
}
