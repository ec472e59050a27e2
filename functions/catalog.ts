/**
 * Every Lambda: its folder, how it is called, what it may touch. The stack, the local server and the OpenAPI
 * document are made from this list.
 */
export type Scope =
  | 'migrations:read'
  | 'migrations:write'
  | 'migrations:approve'
  | 'migrations:deploy'
  | 'engine';

/** `index`: what the indexes project, and no item itself. */
export type Access = 'none' | 'index' | 'read' | 'write';

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
  readonly routes: readonly Route[];
  readonly scenarios: Access;
  readonly sessions: Access;
  readonly audit: Access;
  /** May start and stop the deployment state machine. */
  readonly deploys?: true;
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
  access: Pick<FunctionSpec, 'scenarios' | 'sessions' | 'audit'>,
  more: Partial<FunctionSpec> = {},
): FunctionSpec => ({ name, folder, routes, ...access, timeoutSeconds: 29, memoryMb: 512, ...more });

const readsPlans = { scenarios: 'read', sessions: 'none', audit: 'none' } as const;
const writesPlans = { scenarios: 'write', sessions: 'none', audit: 'none' } as const;

export const FUNCTIONS: readonly FunctionSpec[] = [
  http(
    'operator',
    'scenarios',
    [
      { method: 'POST', path: '/scenarios', scopes: WRITE },
      { method: 'GET', path: '/scenarios/{scenario_id}', scopes: [...READ, ...ENGINE] },
      { method: 'GET', path: '/scenarios/{scenario_id}/versions/{version}', scopes: [...READ, ...ENGINE] },
    ],
    writesPlans,
  ),
  http(
    'operator',
    'generate-plan',
    [{ method: 'POST', path: '/scenarios/{scenario_id}/migration-plan', scopes: WRITE }],
    { scenarios: 'write', sessions: 'read', audit: 'none' },
    { memoryMb: 2048 },
  ),
  http('operator', 'list-plans', [{ method: 'GET', path: '/migration-plans', scopes: READ }], readsPlans),
  http(
    'operator',
    'get-plan',
    [{ method: 'GET', path: '/migration-plans/{plan_id}', scopes: READ }],
    readsPlans,
  ),
  http(
    'operator',
    'get-anchor',
    [{ method: 'GET', path: '/migration-plans/{plan_id}/anchors/{anchor_key}', scopes: READ }],
    readsPlans,
  ),
  http(
    'operator',
    'get-summary',
    [{ method: 'GET', path: '/migration-plans/{plan_id}/summary', scopes: READ }],
    readsPlans,
  ),
  http(
    'operator',
    'update-policies',
    [{ method: 'PUT', path: '/migration-plans/{plan_id}/policies', scopes: WRITE }],
    writesPlans,
    { memoryMb: 2048 },
  ),
  http(
    'operator',
    'approve-plan',
    [{ method: 'POST', path: '/migration-plans/{plan_id}/approve', scopes: ['migrations:approve'] }],
    writesPlans,
  ),
  http(
    'operator',
    'reject-plan',
    [{ method: 'POST', path: '/migration-plans/{plan_id}/reject', scopes: ['migrations:approve'] }],
    writesPlans,
  ),
  http(
    'operator',
    'deploy-plan',
    [{ method: 'POST', path: '/migration-plans/{plan_id}/deploy', scopes: ['migrations:deploy'] }],
    writesPlans,
    { deploys: true },
  ),
  http(
    'operator',
    'cancel-deployment',
    [{ method: 'POST', path: '/migration-plans/{plan_id}/cancel', scopes: ['migrations:deploy'] }],
    writesPlans,
    { deploys: true },
  ),
  http(
    'operator',
    'deployment-status',
    [{ method: 'GET', path: '/migration-plans/{plan_id}/deployment-status', scopes: READ }],
    readsPlans,
  ),
  http(
    'operator',
    'list-events',
    [
      { method: 'GET', path: '/migration-plans/{plan_id}/events', scopes: READ },
      { method: 'GET', path: '/sessions/{session_id}/events', scopes: [...READ, ...ENGINE] },
    ],
    { scenarios: 'read', sessions: 'read', audit: 'read' },
  ),
  http('operator', 'get-openapi', [{ method: 'GET', path: '/openapi.json', scopes: [] }], {
    scenarios: 'none',
    sessions: 'none',
    audit: 'none',
  }),
  http('engine', 'put-session', [{ method: 'PUT', path: '/sessions/{session_id}', scopes: ENGINE }], {
    // The first session in a new index shard tells the scenario's readers of it.
    scenarios: 'write',
    sessions: 'write',
    audit: 'write',
  }),
  http(
    'engine',
    'record-visit',
    [{ method: 'POST', path: '/sessions/{session_id}/visits', scopes: ENGINE }],
    { scenarios: 'read', sessions: 'write', audit: 'none' },
  ),
  http(
    'engine',
    'close-session',
    [{ method: 'POST', path: '/sessions/{session_id}/close', scopes: ENGINE }],
    { scenarios: 'none', sessions: 'write', audit: 'write' },
  ),
  http(
    'engine',
    'get-session',
    [{ method: 'GET', path: '/sessions/{session_id}', scopes: [...READ, ...ENGINE] }],
    { scenarios: 'none', sessions: 'read', audit: 'none' },
  ),
  http(
    'engine',
    'profiles',
    [
      { method: 'PUT', path: '/profiles/{customer_id}/fields/{name}', scopes: ENGINE },
      { method: 'GET', path: '/profiles/{customer_id}', scopes: ENGINE },
    ],
    { scenarios: 'none', sessions: 'write', audit: 'none' },
  ),
  {
    name: 'reconcile',
    folder: 'engine',
    routes: [],
    scenarios: 'read',
    sessions: 'write',
    audit: 'write',
    understands: true,
    timeoutSeconds: 15,
    memoryMb: 1024,
  },
  {
    name: 'prepare-deployment',
    folder: 'deployment',
    routes: [],
    scenarios: 'write',
    sessions: 'none',
    audit: 'none',
    timeoutSeconds: 300,
    memoryMb: 1024,
  },
  {
    name: 'mark-sessions',
    folder: 'deployment',
    routes: [],
    scenarios: 'write',
    sessions: 'write',
    audit: 'none',
    timeoutSeconds: 300,
    memoryMb: 512,
  },
  {
    name: 'publish-version',
    folder: 'deployment',
    routes: [],
    scenarios: 'write',
    sessions: 'none',
    audit: 'none',
    timeoutSeconds: 60,
    memoryMb: 512,
  },
  {
    name: 'fail-deployment',
    folder: 'deployment',
    routes: [],
    scenarios: 'write',
    sessions: 'none',
    audit: 'none',
    timeoutSeconds: 60,
    memoryMb: 512,
  },
  {
    name: 'count-outcomes',
    folder: 'deployment',
    routes: [],
    scenarios: 'write',
    sessions: 'none',
    audit: 'none',
    timeoutSeconds: 60,
    memoryMb: 512,
  },
  {
    name: 'retention-cleanup',
    folder: 'scheduled',
    routes: [],
    scenarios: 'write',
    sessions: 'index',
    audit: 'none',
    timeoutSeconds: 900,
    memoryMb: 512,
  },
];
