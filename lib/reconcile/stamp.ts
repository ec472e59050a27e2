/** Ids and times that an outcome needs, made by the caller so that this stays pure. */
export interface Stamp {
  readonly now: string;
  readonly newId: () => string;
  readonly inputDigest: string;
  readonly durationMs: number;
}
