import type { Block } from './decision.ts';

/** The line of the trace for a jump that a checkpoint forbids. */
export const explainBlock = ({ refused, checkpoint }: Block): string =>
  `refused "${refused.step.name}": "${checkpoint.step_name}" was passed and lies ahead of it`;
