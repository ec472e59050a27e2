/**
 * Every Lambda: its folder, how it is called, what it may touch. The stack, the local server and the OpenAPI
 * document are made from this list.
 */
import type { TABLES } from '../lib/store/tables.ts';

export type Scope =
  | 'migrations:read'
  | 'migrations:write'
  | 'migrations:approve'
  | 'migrations:deploy'
  | 'engine';

export type TableKey = keyof typeof TABLES;
type IndexOf<T extends TableKey> = T extends TableKey ? keyof (typeof TABLES)[T]['indexes'] & string : never;

/**
 * What a function sends to a table, alone or as a part of a transaction, in which `check` is a condition on an item
 * that is not written. `batch-write` puts and deletes, and takes no conditions.
 */
export type ItemOperation =
  | 'get'
  | 'batch-get'
  | 'query'
  | 'check'
  | 'put'
  | 'update'
  | 'delete'
  | 'batch-write'
  | 'partiql-update';

/** `query steps` is a query of the index `steps`, which gives what the index projects and no item itself. */
export type Access<T extends TableKey = TableKey> = ItemOperation | `${'query' | 'scan'} ${IndexOf<T>}`;

/** Whoever writes to the audit trail adds to it; what is old the database removes by itself. */
type AuditAccess = 'put' | 'query' | 'query plan_events';

/** By table; one that is left out is not even known to the function. */
export interface TableAccess {
  readonly scenarios?: readonly Access<'scenarios'>[];
  readonly sessions?: readonly Access<'sessions'>[];
  readonly audit?: readonly AuditAccess[];
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below `/api/v1`. */
  readonly path: string;
  /** Any one of these grants the call; none at all: no token needed. */
  readonly scopes: readonly Scope[];
}

export interface FunctionSpec {
  /** Kebab case: a verb and a noun. Also the name under which it is invoked. */
  readonly name: string;
  readonly folder: 'operator' | 'engine' | 'deployment' | 'scheduled';
  /** All of them read, or all of them write: a token that may only read runs nothing that may write. */
  readonly routes: readonly Route[];
  readonly tables: TableAccess;
  /** What it may do with executions of the deployment state machine. */
  readonly deployments?: 'start' | 'stop';
  /** May ask the model that is configured what customers said. */
  readonly understands?: true;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

const READ: readonly Scope[] = ['migrations:read'];
const WRITE: readonly Scope[] = ['migrations:write'];
const ENGINE: readonly Scope[] = ['engine'];

const http = (
  folder: 'operator' | 'engine',
  name: string,
  routes: readonly Route[],
  tables: TableAccess,
  more: Partial<FunctionSpec> = {},
): FunctionSpec => ({ name, folder, routes, tables, timeoutSeconds: 29, memoryMb: 512, ...more });

/** Headers by their keys; what is packed into parts, by a query. */
const READ_PACKED = ['get', 'query'] as const;

export const FUNCTIONS: readonly FunctionSpec[] = [
  http('operator', 'register-scenario', [{ method: 'POST', path: '/scenarios', scopes: WRITE }], {
    scenarios: ['get', 'put', 'update', 'batch-write'],
  }),
  http(
    'operator',
    'get-scenario',
    [
      { method: 'GET', path: '/scenarios/{scenario_id}', scopes: [...READ, ...ENGINE] },
      { method: 'GET', path: '/scenarios/{scenario_id}/versions/{version}', scopes: [...READ, ...ENGINE] },
    ],
    { scenarios: READ_PACKED },
  ),
  http(
    'operator',
    'generate-plan',
    [{ method: 'POST', path: '/scenarios/{scenario_id}/migration-plan', scopes: WRITE }],
    {
      scenarios: [...READ_PACKED, 'put', 'update', 'delete', 'batch-write'],
      // Counts sessions, and reads none.
      sessions: ['query steps', 'query graphs'],
    },
    { memoryMb: 2048 },
  ),
  http('operator', 'list-plans', [{ method: 'GET', path: '/migration-plans', scopes: READ }], {
    scenarios: ['query plans'],
  }),
  http('operator', 'get-plan', [{ method: 'GET', path: '/migration-plans/{plan_id}', scopes: READ }], {
    scenarios: READ_PACKED,
  }),
  http(
    'operator',
    'get-anchor',
    [{ method: 'GET', path: '/migration-plans/{plan_id}/anchors/{anchor_key}', scopes: READ }],
    { scenarios: READ_PACKED },
  ),
  http(
    'operator',
    'get-summary',
    [{ method: 'GET', path: '/migration-plans/{plan_id}/summary', scopes: READ }],
    { scenarios: READ_PACKED },
  ),
  http(
    'operator',
    'update-policies',
    [{ method: 'PUT', path: '/migration-plans/{plan_id}/policies', scopes: WRITE }],
    { scenarios: [...READ_PACKED, 'put', 'batch-write'] },
    { memoryMb: 2048 },
  ),
  http(
    'operator',
    'approve-plan',
    [{ method: 'POST', path: '/migration-plans/{plan_id}/approve', scopes: ['migrations:approve'] }],
    { scenarios: [...READ_PACKED, 'put'] },
  ),
  http(
    'operator',
    'reject-plan',
    [{ method: 'POST', path: '/migration-plans/{plan_id}/reject', scopes: ['migrations:approve'] }],
    // Deletes what keeps two live plans from leading the same way.
    { scenarios: [...READ_PACKED, 'put', 'delete'] },
  ),
  http(
    'operator',
    'deploy-plan',
    [{ method: 'POST', path: '/migration-plans/{plan_id}/deploy', scopes: ['migrations:deploy'] }],
    { scenarios: ['get', 'put', 'update', 'delete'] },
    { deployments: 'start' },
  ),
  http(
    'operator',
    'cancel-deployment',
    [{ method: 'POST', path: '/migration-plans/{plan_id}/cancel', scopes: ['migrations:deploy'] }],
    { scenarios: [...READ_PACKED, 'put', 'update'] },
    { deployments: 'stop' },
  ),
  http(
    'operator',
    'deployment-status',
    [{ method: 'GET', path: '/migration-plans/{plan_id}/deployment-status', scopes: READ }],
    { scenarios: ['get', 'query'] },
  ),
  http(
    'operator',
    'list-events',
    [
      { method: 'GET', path: '/migration-plans/{plan_id}/events', scopes: READ },
      { method: 'GET', path: '/sessions/{session_id}/events', scopes: [...READ, ...ENGINE] },
    ],
    { scenarios: ['get'], sessions: ['get'], audit: ['query', 'query plan_events'] },
  ),
  http('operator', 'get-openapi', [{ method: 'GET', path: '/openapi.json', scopes: [] }], {}),
  http('engine', 'put-session', [{ method: 'PUT', path: '/sessions/{session_id}', scopes: ENGINE }], {
    // The first session in a new index shard tells the scenario's readers of it.
    scenarios: [...READ_PACKED, 'check', 'update'],
    sessions: ['get', 'put', 'update'],
    audit: ['put'],
  }),
  http(
    'engine',
    'record-visit',
    [{ method: 'POST', path: '/sessions/{session_id}/visits', scopes: ENGINE }],
    { scenarios: [...READ_PACKED, 'check'], sessions: ['get', 'put', 'update'] },
  ),
  http(
    'engine',
    'close-session',
    [{ method: 'POST', path: '/sessions/{session_id}/close', scopes: ENGINE }],
    { sessions: ['get', 'update'], audit: ['put'] },
  ),
  http(
    'engine',
    'get-session',
    [{ method: 'GET', path: '/sessions/{session_id}', scopes: [...READ, ...ENGINE] }],
    { sessions: ['get', 'query'] },
  ),
  http(
    'engine',
    'put-profile-field',
    [{ method: 'PUT', path: '/profiles/{customer_id}/fields/{name}', scopes: ENGINE }],
    { sessions: ['update'] },
  ),
  http('engine', 'get-profile', [{ method: 'GET', path: '/profiles/{customer_id}', scopes: ENGINE }], {
    sessions: ['get'],
  }),
  {
    name: 'reconcile',
    folder: 'engine',
    routes: [],
    tables: {
      scenarios: [...READ_PACKED, 'batch-get', 'check'],
      sessions: ['get', 'batch-get', 'put', 'update'],
      audit: ['put'],
    },
    understands: true,
    timeoutSeconds: 15,
    memoryMb: 1024,
  },
  {
    name: 'prepare-deployment',
    folder: 'deployment',
    routes: [],
    tables: { scenarios: [...READ_PACKED, 'put', 'batch-write'] },
    timeoutSeconds: 300,
    memoryMb: 1024,
  },
  {
    name: 'mark-sessions',
    folder: 'deployment',
    routes: [],
    tables: {
      scenarios: [...READ_PACKED, 'put'],
      // Marks whole pages by PartiQL, the only batch of DynamoDB that takes conditions.
      sessions: ['get', 'query steps', 'partiql-update', 'update'],
    },
    timeoutSeconds: 300,
    memoryMb: 512,
  },
  {
    name: 'publish-version',
    folder: 'deployment',
    routes: [],
    tables: { scenarios: [...READ_PACKED, 'put', 'update', 'delete'] },
    timeoutSeconds: 60,
    memoryMb: 512,
  },
  {
    name: 'fail-deployment',
    folder: 'deployment',
    routes: [],
    tables: { scenarios: ['get', 'put', 'update'] },
    timeoutSeconds: 60,
    memoryMb: 512,
  },
  {
    name: 'count-outcomes',
    folder: 'deployment',
    routes: [],
    tables: { scenarios: ['get', 'update'] },
    timeoutSeconds: 60,
    memoryMb: 512,
  },
  {
    name: 'retention-cleanup',
    folder: 'scheduled',
    routes: [],
    tables: {
      scenarios: [
        ...READ_PACKED,
        // Goes through the parts of all tenants, of which this index holds the keys only.
        'query parts',
        'scan parts',
        'put',
        'update',
        'delete',
        'batch-write',
      ],
      // Whether a version has sessions, and of no session what it holds.
      sessions: ['query graphs', 'query counted', 'query steps'],
    },
    timeoutSeconds: 900,
    memoryMb: 512,
  },
];
