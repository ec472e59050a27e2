import * as z from 'zod';
import { AnchorTransformationSchema, DeletedNodeSchema } from '../diff/model.ts';
import {
  AnchorMigrationPolicySchema,
  MigrationSummarySchema,
  PlanListEntrySchema,
  PlanStatusSchema,
  WARNING_CODES,
} from '../plan/model.ts';
import { IdSchema, MigrationEventSchema } from '../session/model.ts';
import { strictRecord } from '../strict-record.ts';
import {
  ignoredActor,
  nextCursor,
  noParams,
  noQuery,
  type Operation,
  paging,
  planId,
  planParams,
} from './operation.ts';
import { PlanAnswerSchema } from './plan-answer.ts';

const count = z.int().min(0);
const counts = z.record(z.string(), count);

/** The plan's revision that a write was made for; here or in `If-Match`. */
const revision = z.int().min(0).optional();

const anchorKey = z.string().min(1).max(300);

/** `true` for every critical warning, or the codes of those that were read. */
const acknowledgement = z.union([z.boolean(), z.array(z.enum(WARNING_CODES)).max(WARNING_CODES.length)]);

const policy = { policy: AnchorMigrationPolicySchema.optional() };

/** What the marking of sessions has come to. */
export const DeploymentProgressSchema = z
  .strictObject({
    units_total: count,
    units_done: count,
    sessions_seen: count,
    sessions_marked: count,
    sessions_skipped: z.record(z.string(), count).meta({ description: 'By reason.' }),
  })
  .meta({ id: 'DeploymentProgress' });

export const DeploymentStatusSchema = z
  .strictObject({
    plan_id: z.string(),
    status: PlanStatusSchema,
    deployment_id: z.string().optional(),
    started_at: z.string().optional(),
    failure: z.string().optional(),
    progress: DeploymentProgressSchema,
    sessions_marked: count,
    sessions_by_anchor: counts,
    migrations_applied: count,
    migrations_pending: count,
    migrations_by_scenario: counts,
    actions: counts,
    checkpoint_blocks: count,
    deployed_at: z.string().optional(),
    last_migration_at: z.string().optional(),
  })
  .meta({ id: 'DeploymentStatus' });

export const DeploymentStartedSchema = z
  .strictObject({
    plan_id: z.string(),
    status: PlanStatusSchema,
    deployment_id: z.string(),
    started_at: z.string(),
  })
  .meta({ id: 'DeploymentStarted' });

export const EventsAnswerSchema = z
  .strictObject({ events: z.array(MigrationEventSchema), ...nextCursor })
  .meta({ id: 'Events' });

export const PLAN_OPERATIONS = {
  'GET /migration-plans': {
    operationId: 'listMigrationPlans',
    summary: 'Plans, newest first',
    params: noParams,
    query: z.strictObject({
      scenario_id: IdSchema.optional(),
      status: PlanStatusSchema.optional(),
      ...paging,
    }),
    body: undefined,
    answers: {
      200: z.strictObject({ plans: z.array(PlanListEntrySchema), total: count, ...nextCursor }),
    },
    refusals: [],
  },
  'GET /migration-plans/{plan_id}': {
    operationId: 'getMigrationPlan',
    summary: 'A plan; a very large one with counts in place of the changes around each anchor',
    params: planParams,
    query: noQuery,
    body: undefined,
    answers: { 200: PlanAnswerSchema },
    refusals: [404],
  },
  'GET /migration-plans/{plan_id}/anchors/{anchor_key}': {
    operationId: 'getAnchor',
    summary: 'One anchor, or one deleted step, in full',
    params: z.strictObject({ plan_id: planId, anchor_key: anchorKey }),
    query: noQuery,
    body: undefined,
    answers: { 200: z.union([AnchorTransformationSchema.extend(policy), DeletedNodeSchema.extend(policy)]) },
    refusals: [404],
  },
  'GET /migration-plans/{plan_id}/summary': {
    operationId: 'getMigrationSummary',
    summary: 'How many sessions are affected in which way, and what to look at before approving',
    params: planParams,
    query: noQuery,
    body: undefined,
    answers: { 200: MigrationSummarySchema },
    refusals: [404],
  },
  'PUT /migration-plans/{plan_id}/policies': {
    operationId: 'updatePolicies',
    summary: 'Decide for the sessions at some steps; only while the plan is pending',
    params: planParams,
    query: noQuery,
    body: z.strictObject({ policies: strictRecord(anchorKey, AnchorMigrationPolicySchema), revision }),
    answers: { 200: PlanAnswerSchema },
    refusals: [404, 409],
  },
  'POST /migration-plans/{plan_id}/approve': {
    operationId: 'approvePlan',
    summary: 'Approve a pending plan; critical warnings have to be acknowledged',
    params: planParams,
    query: noQuery,
    body: z.strictObject({
      acknowledge_warnings: acknowledgement.optional(),
      revision,
      approved_by: ignoredActor,
    }),
    answers: { 200: PlanAnswerSchema },
    refusals: [404, 409],
  },
  'POST /migration-plans/{plan_id}/reject': {
    operationId: 'rejectPlan',
    summary: 'Reject a plan that is not deployed',
    params: planParams,
    query: noQuery,
    body: z.strictObject({ reason: z.string().max(2_000).optional(), revision, rejected_by: ignoredActor }),
    answers: { 200: PlanAnswerSchema },
    refusals: [404, 409],
  },
  'POST /migration-plans/{plan_id}/deploy': {
    operationId: 'deployPlan',
    summary: 'Mark the sessions and publish the version; called again while it runs, the same deployment',
    params: planParams,
    query: noQuery,
    body: z.strictObject({ revision, deployed_by: ignoredActor }),
    answers: { 202: DeploymentStartedSchema },
    refusals: [404, 409],
  },
  'POST /migration-plans/{plan_id}/cancel': {
    operationId: 'cancelDeployment',
    summary: 'Stop a deployment that has not published yet; the plan is approved again',
    params: planParams,
    query: noQuery,
    body: z.strictObject({ revision }),
    answers: { 200: PlanAnswerSchema },
    refusals: [404, 409],
  },
  'GET /migration-plans/{plan_id}/deployment-status': {
    operationId: 'getDeploymentStatus',
    summary: 'How far marking is, and what has become of the sessions since',
    params: planParams,
    query: noQuery,
    body: undefined,
    answers: { 200: DeploymentStatusSchema },
    refusals: [404],
  },
  'GET /migration-plans/{plan_id}/events': {
    operationId: 'listPlanEvents',
    summary: 'What happened to sessions under a plan, newest first',
    params: planParams,
    query: z.strictObject(paging),
    body: undefined,
    answers: { 200: EventsAnswerSchema },
    refusals: [404],
  },
} as const satisfies Record<string, Operation>;

export type DeploymentStatus = z.infer<typeof DeploymentStatusSchema>;
