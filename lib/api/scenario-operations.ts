import * as z from 'zod';
import { ScenarioInputSchema, ScenarioVersionSchema, VersionStateSchema } from '../scenario/model.ts';
import { ruleProblems } from '../scenario/validate.ts';
import { IdSchema } from '../session/model.ts';
import { ignoredActor, noParams, noQuery, type Operation, ProblemSchema, wholeNumber } from './operation.ts';
import { PlanAnswerSchema } from './plan-answer.ts';

const scenarioParams = z.strictObject({ scenario_id: IdSchema });

/** A version without its steps. */
const VersionOverviewSchema = z
  .strictObject({
    version: z.int(),
    state: VersionStateSchema,
    name: z.string(),
    source: z.string().optional(),
    checksum: z.string(),
    total_steps: z.int(),
    created_at: z.string(),
    created_by: z.string(),
  })
  .meta({ id: 'VersionOverview' });

export const ScenarioOverviewSchema = z
  .strictObject({
    tenant_id: z.string(),
    scenario_id: z.string(),
    name: z.string(),
    published_version: z.int(),
    versions: z.array(VersionOverviewSchema),
  })
  .meta({ id: 'ScenarioOverview' });

export const SCENARIO_OPERATIONS = {
  'POST /scenarios': {
    operationId: 'createScenario',
    summary: "Store a scenario's first version and publish it",
    params: noParams,
    query: noQuery,
    body: ScenarioInputSchema.extend({ scenario_id: IdSchema.optional(), created_by: ignoredActor }),
    rules: ruleProblems,
    answers: { 201: ScenarioVersionSchema.extend({ warnings: z.array(ProblemSchema) }) },
    refusals: [409],
  },
  'GET /scenarios/{scenario_id}': {
    operationId: 'getScenario',
    summary: 'The versions of a scenario, and which one is published',
    params: scenarioParams,
    query: noQuery,
    body: undefined,
    answers: { 200: ScenarioOverviewSchema },
    refusals: [404],
  },
  'GET /scenarios/{scenario_id}/versions/{version}': {
    operationId: 'getScenarioVersion',
    summary: 'One version of a scenario, with its steps',
    params: scenarioParams.extend({ version: wholeNumber(1, 999_999_999) }),
    query: noQuery,
    body: undefined,
    answers: { 200: ScenarioVersionSchema },
    refusals: [404],
  },
  'POST /scenarios/{scenario_id}/migration-plan': {
    operationId: 'generateMigrationPlan',
    summary: 'Work out what publishing a new version would mean for the sessions on the published one',
    params: scenarioParams,
    query: noQuery,
    body: z.strictObject({ new_scenario: ScenarioInputSchema, created_by: ignoredActor }),
    rules: (body) =>
      typeof body === 'object' && body !== null && 'new_scenario' in body
        ? ruleProblems(body.new_scenario).map((problem) => ({
            ...problem,
            path: `new_scenario.${problem.path}`,
          }))
        : [],
    answers: { 201: PlanAnswerSchema },
    refusals: [404, 409],
  },
} as const satisfies Record<string, Operation>;
