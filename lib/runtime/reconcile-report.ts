import type { Config } from '../config/config.ts';
import type { MigrationScenario } from '../diff/model.ts';
import { blockOf } from '../reconcile/decision.ts';
import type { Reconciled } from '../reconcile/reconcile.ts';
import { DIMENSION, METRIC } from './metric-names.ts';
import type { Telemetry } from './telemetry.ts';

/** Says in metrics and logs what a call did; ids and field names only, never a customer's values. */
export function reportReconciled(
  { logger, count, duration }: Telemetry,
  config: Config,
  { answer, decision, change, conflicts }: Reconciled,
  milliseconds: number,
): void {
  duration(METRIC.reconcileMs, milliseconds);
  if (conflicts > 0) count(METRIC.reconcileConflicts, conflicts);
  if (!decision || !change) return;

  logger.appendKeys({
    scenario_id: change.before.position?.scenario_id,
    plan_id: decision.plan_id,
  });
  const details = { action: answer.action, reason: answer.reason, trace: answer.trace };
  if (decision.fallback) count(METRIC.fallbacks, 1, { [DIMENSION.kind]: decision.fallback });
  if (blockOf(decision)) {
    count(METRIC.checkpointBlocks);
    if (config.checkpoints.log_checkpoint_blocks) logger.warn('a checkpoint blocked a move', details);
  }
  if (decision.kind === 'move') {
    count(METRIC.migrationsApplied, 1, {
      [DIMENSION.migrationScenario]: decision.scenario,
      [DIMENSION.action]: answer.action,
    });
    for (const { source } of decision.filled) count(METRIC.gapFills, 1, { [DIMENSION.source]: source });
    if (isLogged(config, decision.scenario)) logger.info('a session moved', details);
  } else if (decision.kind === 'pin' || decision.kind === 'exit') {
    logger.info(
      decision.kind === 'pin' ? 'a session stays on its graph' : 'a session left its scenario',
      details,
    );
  } else if (config.logging.log_gap_fills) {
    logger.info(
      decision.kind === 'collect'
        ? 'a session needs data before it moves'
        : 'a session needs something executed before it moves',
      details,
    );
  }
}

function isLogged({ logging }: Config, scenario: MigrationScenario): boolean {
  switch (scenario) {
    case 'clean_graft':
      return logging.log_clean_grafts;
    case 'gap_fill':
      return logging.log_gap_fills;
    case 're_route':
      return logging.log_re_routes;
  }
}
