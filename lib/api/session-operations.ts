import * as z from 'zod';
import {
  CheckpointInfoSchema,
  ConfidenceSchema,
  IdSchema,
  IncomingValueSchema,
  IncomingValuesSchema,
  ProfileFieldSchema,
  ProfileSchema,
  SessionSchema,
  StepVisitSchema,
  TimeSchema,
} from '../session/model.ts';
import { nextCursor, noQuery, type Operation, paging } from './operation.ts';
import { EventsAnswerSchema } from './plan-operations.ts';

const sessionParams = z.strictObject({ session_id: IdSchema });
const customerParams = z.strictObject({ customer_id: IdSchema });
const stepId = z.string().min(1).max(200);
const expectedRevision = z.int().min(0).optional();

/** What was said of an earlier system; what is left out is looked up in the graph. */
const ImportedCheckpointSchema = CheckpointInfoSchema.partial()
  .extend({ step_id: stepId, passed_at: TimeSchema.optional() })
  .meta({ id: 'ImportedCheckpoint' });
const ImportedVisitSchema = StepVisitSchema.partial()
  .extend({ step_id: stepId, entered_at: TimeSchema.optional(), confidence: ConfidenceSchema.optional() })
  .meta({ id: 'ImportedVisit' });

const IMPORT_FIELDS = ['scenario_version', 'step_id', 'created_at', 'visits', 'checkpoints'] as const;

/**
 * Starts a session at the entry of the published version; with `restart`, a new run of one that exists; with
 * `step_id`, an import of one that another system began.
 */
export const PutSessionSchema = z
  .strictObject({
    scenario_id: IdSchema,
    channel: z.string().min(1).max(100),
    customer_id: IdSchema.optional(),
    variables: IncomingValuesSchema.optional(),
    restart: z.boolean().optional(),
    expected_revision: expectedRevision,
    scenario_version: z.int().min(1).optional(),
    step_id: stepId.optional(),
    created_at: TimeSchema.optional(),
    visits: z.array(ImportedVisitSchema).max(5_000).optional(),
    /** Required at another step than the entry, though it may be empty: what was passed must be said. */
    checkpoints: z.array(ImportedCheckpointSchema).max(1_000).optional(),
  })
  .superRefine((body, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message, input: body });
    const imported = IMPORT_FIELDS.filter((field) => body[field] !== undefined);
    if (body.restart) {
      if (body.expected_revision === undefined) {
        refuse('expected_revision', 'a restart says which revision of the session it is for');
      }
      for (const field of imported) refuse(field, 'a restart begins at the entry; leave this out');
    } else if (imported.length > 0 && body.step_id === undefined) {
      refuse('step_id', `required for an import (${imported.join(', ')} given)`);
    }
  })
  .meta({ id: 'PutSession' });

export const SESSION_OPERATIONS = {
  'PUT /sessions/{session_id}': {
    operationId: 'putSession',
    summary: 'Start, restart or import a session; repeating it is harmless',
    params: sessionParams,
    query: noQuery,
    body: PutSessionSchema,
    answers: { 200: SessionSchema, 201: SessionSchema },
    refusals: [404, 409],
  },
  'POST /sessions/{session_id}/visits': {
    operationId: 'recordVisit',
    summary: 'Say that the session entered a step; the same visit again is harmless',
    params: sessionParams,
    query: noQuery,
    body: z.strictObject({
      visit_id: IdSchema,
      step_id: stepId,
      turn_number: z.int().min(0),
      transition_reason: z.string().max(2_000).optional(),
      confidence: ConfidenceSchema.optional(),
      variables: IncomingValuesSchema.optional(),
      expected_revision: expectedRevision,
    }),
    answers: { 200: SessionSchema, 201: SessionSchema },
    refusals: [404, 409],
  },
  'POST /sessions/{session_id}/close': {
    operationId: 'closeSession',
    summary: 'End a session: it is not moved any more',
    params: sessionParams,
    query: noQuery,
    body: z.strictObject({ reason: z.string().max(2_000).optional(), expected_revision: expectedRevision }),
    answers: { 200: SessionSchema },
    refusals: [404, 409],
  },
  'GET /sessions/{session_id}': {
    operationId: 'getSession',
    summary: 'A session with its visits, newest first',
    params: sessionParams,
    query: z.strictObject(paging),
    body: undefined,
    answers: {
      200: SessionSchema.extend({ visits: z.array(StepVisitSchema), ...nextCursor }).meta({
        id: 'SessionWithVisits',
      }),
    },
    refusals: [404],
  },
  'GET /sessions/{session_id}/events': {
    operationId: 'listSessionEvents',
    summary: 'What happened to a session, newest first',
    params: sessionParams,
    query: z.strictObject(paging),
    body: undefined,
    answers: { 200: EventsAnswerSchema },
    refusals: [404],
  },
  'PUT /profiles/{customer_id}/fields/{name}': {
    operationId: 'putProfileField',
    summary: 'Store what is known about a customer',
    params: customerParams.extend({ name: z.string().min(1).max(200) }),
    query: noQuery,
    body: z.strictObject({
      value: IncomingValueSchema,
      source: z.string().min(1).max(100).optional(),
      confidence: ConfidenceSchema.optional(),
      needs_confirmation: z.boolean().optional(),
      expires_at: TimeSchema.optional(),
    }),
    answers: { 200: ProfileFieldSchema },
    refusals: [],
  },
  'GET /profiles/{customer_id}': {
    operationId: 'getProfile',
    summary: 'Everything known about a customer',
    params: customerParams,
    query: noQuery,
    body: undefined,
    answers: { 200: ProfileSchema },
    refusals: [],
  },
} as const satisfies Record<string, Operation>;

export type PutSession = z.infer<typeof PutSessionSchema>;
