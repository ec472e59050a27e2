import type { Refused } from './findings.ts';
import type { ExtractionProvider } from './provider.ts';

/** What one call of a provider came to. Never what was said, only the names of fields. */
export interface ProviderCall {
  readonly provider: string;
  readonly purpose: 'extraction' | 'judgement';
  readonly outcome: 'answered' | 'unusable' | 'timed_out' | 'failed';
  /** What failed: an error's name. */
  readonly error?: string | undefined;
  readonly milliseconds: number;
  /** Found well enough to be used or put to the customer. */
  readonly found: readonly string[];
  readonly refused: readonly Refused[];
}

/** Who understands what customers say, loaded only when something depends on it. */
export interface Understanding {
  /** Can it judge conditions in natural language? */
  readonly judges: boolean;
  provider(): Promise<ExtractionProvider>;
  /** Is told of every call. */
  report(call: ProviderCall): void;
}
