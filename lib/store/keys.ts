import type { Owner } from '../retention/record.ts';

/**
 * Key layouts, in one place. Every key starts with the tenant, so that no query can reach another tenant's items. The
 * first word of a sort key says what kind of item it is; how each kind was stored before is in `schema.ts`.
 *
 * scenarios table
 *   T#tenant#SCENARIO#id   SCENARIO                  the pointer: published version, running deployment
 *                          VERSION#000012            a published or archived version
 *                          LIVE#000001#000002        the live plan of a pair of versions
 *                          DEPLOYED#000001           the deployed plan that leads on from a version
 *                          PART#uuid#0000            packed chunks of a version's graph
 *   T#tenant#BOARD         BOARD                     published version of each scenario, for the hot path
 *   T#tenant#PLAN#id       PLAN                      header, written last
 *                          PART#uuid#0000            packed chunks of map, summary, policies, match table
 *                          UNIT#deployment#000001    progress of one unit of marking
 *                          TOTALS#deployment         what marking did, added up at publishing
 *                          COUNTS                    what became of the sessions, fed by the audit stream
 *   RETENTION              BOOKMARK                  how far clean-up has come; of all tenants, holds keys only
 * sessions table
 *   T#tenant#SESSION#id    SESSION | VARIABLES | ANSWER | VISIT#000012#id | VISITED#visit_id
 *   T#tenant#PROFILE#id    PROFILE
 *   (indexes: T#tenant#SCENARIO#id#G#1#H#hash#shard for steps, ...#G#1#shard for graphs, ...#AS#2#shard for counted)
 * audit table
 *   T#tenant#SESSION#id    timestamp#event_id        (index: T#tenant#PLAN#id#shard)
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** `#` separates key parts, so an id must not bring its own. */
const part = (text: string): string => text.replace(/[#%]/g, encodeURIComponent);
const unpart = (text: string): string => text.replace(/%2[35]/g, decodeURIComponent);
/** Text that sorts as the numbers do: six digits, or behind all of those a letter and all that an integer may have. */
const padded = (value: number): string =>
  value < 1_000_000 ? String(value).padStart(6, '0') : `a${String(value).padStart(16, '0')}`;

const scenarioPk = (tenant: string, scenarioId: string): string =>
  `T#${part(tenant)}#SCENARIO#${part(scenarioId)}`;
const planPk = (tenant: string, planId: string): string => `T#${part(tenant)}#PLAN#${part(planId)}`;
const sessionPk = (tenant: string, sessionId: string): string =>
  `T#${part(tenant)}#SESSION#${part(sessionId)}`;

export const keys = {
  scenario: (tenant: string, id: string): Key => ({ pk: scenarioPk(tenant, id), sk: 'SCENARIO' }),
  board: (tenant: string): Key => ({ pk: `T#${part(tenant)}#BOARD`, sk: 'BOARD' }),
  version: (tenant: string, id: string, version: number): Key => ({
    pk: scenarioPk(tenant, id),
    sk: `VERSION#${padded(version)}`,
  }),
  livePlan: (tenant: string, id: string, from: number, to: number): Key => ({
    pk: scenarioPk(tenant, id),
    sk: `LIVE#${padded(from)}#${padded(to)}`,
  }),
  livePlansFrom: (tenant: string, id: string, from: number): Key => ({
    pk: scenarioPk(tenant, id),
    sk: `LIVE#${padded(from)}#`,
  }),
  deployed: (tenant: string, id: string, from: number): Key => ({
    pk: scenarioPk(tenant, id),
    sk: `DEPLOYED#${padded(from)}`,
  }),
  plan: (tenant: string, id: string): Key => ({ pk: planPk(tenant, id), sk: 'PLAN' }),
  unit: (tenant: string, planId: string, deploymentId: string, unit: number): Key => ({
    pk: planPk(tenant, planId),
    sk: `UNIT#${deploymentId}#${padded(unit)}`,
  }),
  units: (tenant: string, planId: string, deploymentId: string): Key => ({
    pk: planPk(tenant, planId),
    sk: `UNIT#${deploymentId}#`,
  }),
  totals: (tenant: string, planId: string, deploymentId: string): Key => ({
    pk: planPk(tenant, planId),
    sk: `TOTALS#${deploymentId}`,
  }),
  counts: (tenant: string, planId: string): Key => ({ pk: planPk(tenant, planId), sk: 'COUNTS' }),
  part: (pk: string, id: string, chunk: number): Key => ({
    pk,
    sk: `PART#${id}#${String(chunk).padStart(4, '0')}`,
  }),
  parts: (pk: string, id: string): Key => ({ pk, sk: `PART#${id}#` }),
  session: (tenant: string, id: string): Key => ({ pk: sessionPk(tenant, id), sk: 'SESSION' }),
  variables: (tenant: string, id: string): Key => ({ pk: sessionPk(tenant, id), sk: 'VARIABLES' }),
  answer: (tenant: string, id: string): Key => ({ pk: sessionPk(tenant, id), sk: 'ANSWER' }),
  /** Visits sort by the revision that wrote them, which is the order in which they happened. */
  visit: (tenant: string, id: string, revision: number, index = 0): Key => ({
    pk: sessionPk(tenant, id),
    sk: `VISIT#${String(revision).padStart(10, '0')}#${String(index).padStart(4, '0')}`,
  }),
  visits: (tenant: string, id: string): Key => ({ pk: sessionPk(tenant, id), sk: 'VISIT#' }),
  visited: (tenant: string, id: string, visitId: string): Key => ({
    pk: sessionPk(tenant, id),
    sk: `VISITED#${visitId}`,
  }),
  bookmark: (): Key => ({ pk: 'RETENTION', sk: 'BOOKMARK' }),
  profile: (tenant: string, customerId: string): Key => ({
    pk: `T#${part(tenant)}#PROFILE#${part(customerId)}`,
    sk: 'PROFILE',
  }),
  event: (tenant: string, sessionId: string, timestamp: string, eventId: string): Key => ({
    pk: sessionPk(tenant, sessionId),
    sk: `${timestamp}#${eventId}`,
  }),
};

export const isPart = ({ sk }: Key): boolean => sk.startsWith('PART#');

/** Whose a partition of the scenarios table is: a scenario's or a plan's. */
export function ownerOf(pk: string): Owner | undefined {
  const [, tenant = '', kind, id = ''] = pk.split('#');
  if (kind === 'SCENARIO') return { kind: 'scenario', tenant_id: unpart(tenant), id: unpart(id) };
  if (kind === 'PLAN') return { kind: 'plan', tenant_id: unpart(tenant), id: unpart(id) };
  return undefined;
}

/** The partition of a scenario or a plan. */
export const partitionOf = ({ kind, tenant_id: tenant, id }: Owner): string =>
  kind === 'scenario' ? scenarioPk(tenant, id) : planPk(tenant, id);

/** Whose session a key is of. @throws RangeError for another key */
export function sessionOfKey({ pk }: Pick<Key, 'pk'>): {
  readonly tenant_id: string;
  readonly session_id: string;
} {
  const [, tenant, id] = /^T#([^#]*)#SESSION#([^#]*)$/.exec(pk) ?? [];
  if (tenant === undefined || id === undefined) throw new RangeError(`${pk} is not the key of a session`);
  return { tenant_id: unpart(tenant), session_id: unpart(id) };
}

/** Partition of the index on plans. */
export const plansPartition = (tenant: string): string => `T#${part(tenant)}#PLANS`;

/** Partition of the index on audit events; a plan's events are spread over shards. */
export const planEventsPartition = (tenant: string, planId: string, shard: number): string =>
  `${planPk(tenant, planId)}#${shard}`;

/** Partition of the index on the step hash. */
export const stepPartition = (
  tenant: string,
  scenarioId: string,
  graphVersion: number,
  hash: string,
  shard: number,
): string => `T#${part(tenant)}#SCENARIO#${part(scenarioId)}#G#${graphVersion}#H#${hash}#${shard}`;

/** Partition of the index on the version whose graph a session has. */
export const graphPartition = (tenant: string, scenarioId: string, version: number, shard: number): string =>
  `${scenarioPk(tenant, scenarioId)}#G#${version}#${shard}`;

/** Partition of the index on the version that a session counts as. */
export const countedPartition = (
  tenant: string,
  scenarioId: string,
  version: number,
  shard: number,
): string => `${scenarioPk(tenant, scenarioId)}#AS#${version}#${shard}`;
