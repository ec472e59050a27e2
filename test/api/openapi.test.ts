import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { buildOpenApi } from '../../lib/api/openapi.ts';
import { OPERATIONS } from '../../lib/api/operations.ts';

const routes = FUNCTIONS.flatMap((each) => each.routes);
const document = buildOpenApi(routes);

describe('the OpenAPI document', () => {
  it('is committed as it is made from the schemas', async () => {
    const committed = await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
    expect(committed).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  it('is OpenAPI 3.1 and names every call once', () => {
    expect(document.openapi).toBe('3.1.0');
    const ids = Object.values(OPERATIONS).map((each) => each.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refuses unknown fields in every request body', () => {
    for (const [key, operation] of Object.entries(OPERATIONS)) {
      if (!operation.body) continue;
      const answer = operation.body.safeParse({ surely_unknown: 1 });
      const codes = answer.error?.issues.map((issue) => issue.code);
      expect(codes, key).toContain('unrecognized_keys');
    }
  });

  it('declares each path parameter that a path has', () => {
    for (const [key, operation] of Object.entries(OPERATIONS)) {
      const inPath = [...key.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(operation.params.shape).sort(), key).toEqual(inPath.sort());
    }
  });

  it('says which scopes grant a call, and that the tenant header is required', () => {
    const approve = document.paths?.['/migration-plans/{plan_id}/approve']?.post;
    expect(approve?.security).toEqual([{ bearer: ['migrations:approve'] }]);
    expect(approve?.parameters).toContainEqual(
      expect.objectContaining({ in: 'header', name: 'X-Tenant-ID', required: true }),
    );
    expect(document.paths?.['/openapi.json']?.get?.security).toEqual([]);
  });

  it('cannot be made when a route and the operations differ', () => {
    expect(() => buildOpenApi([...routes, { method: 'GET', path: '/nowhere', scopes: [] }])).toThrow(
      /no operation for the route GET \/nowhere/,
    );
    expect(() => buildOpenApi(routes.slice(1))).toThrow(/no route for POST \/scenarios/);
  });
});
