import type {
  ExtractionRequest,
  Finding,
  Judgement,
  JudgementRequest,
} from '../../lib/gap-fill/extraction/provider.ts';
import type { ProviderCall, Understanding } from '../../lib/gap-fill/extraction/understanding.ts';

export interface Script {
  readonly extract?: (
    request: ExtractionRequest,
    signal: AbortSignal,
  ) => readonly Finding[] | Promise<readonly Finding[]>;
  readonly judge?: (
    request: JudgementRequest,
    signal: AbortSignal,
  ) => readonly Judgement[] | Promise<readonly Judgement[]>;
}

/** A provider that answers as the script says; all code around it is the real one. */
export class Scripted implements Understanding {
  readonly #script: Script;
  readonly searches: ExtractionRequest[] = [];
  readonly judgements: JudgementRequest[] = [];
  readonly reports: ProviderCall[] = [];
  /** How often it was opened. */
  opened = 0;

  constructor(script: Script) {
    this.#script = script;
  }

  get judges(): boolean {
    return this.#script.judge !== undefined;
  }

  async provider() {
    this.opened += 1;
    const { extract = () => [], judge = () => [] } = this.#script;
    return {
      name: 'scripted',
      extract: async (request: ExtractionRequest, signal: AbortSignal) => {
        this.searches.push(request);
        return extract(request, signal);
      },
      judge: async (request: JudgementRequest, signal: AbortSignal) => {
        this.judgements.push(request);
        return judge(request, signal);
      },
    };
  }

  report(call: ProviderCall): void {
    this.reports.push(call);
  }
}

/** What a customer said, a turn each. */
export const said = (...texts: string[]) =>
  texts.map((text) => ({ role: 'customer', text, at: '2026-03-01T11:00:00.000Z' }));
