import { describe, expect, it } from 'vitest';
import { PutSessionSchema } from '../../lib/api/session-operations.ts';

const start = { scenario_id: 'onboarding', channel: 'whatsapp' };
const places = (body: unknown) =>
  PutSessionSchema.safeParse(body).error?.issues.map((issue) => issue.path.join('.')) ?? [];

describe('what PUT /sessions takes', () => {
  it('starts with a scenario and a channel', () => {
    expect(places(start)).toEqual([]);
    expect(places({ ...start, customer_id: 'c-1', variables: { age: 0 } })).toEqual([]);
  });

  it('restarts only a known revision, and at the entry', () => {
    expect(places({ ...start, restart: true })).toEqual(['expected_revision']);
    expect(places({ ...start, restart: true, expected_revision: 0 })).toEqual([]);
    expect(places({ ...start, restart: true, expected_revision: 0, step_id: 's' })).toEqual(['step_id']);
  });

  it('imports at a step', () => {
    expect(places({ ...start, checkpoints: [] })).toEqual(['step_id']);
    expect(places({ ...start, step_id: 's', checkpoints: [{ step_id: 'paid' }] })).toEqual([]);
    expect(places({ ...start, step_id: 's', visits: [{ step_id: 'a' }] })).toEqual([]);
  });

  it('refuses an id that could be taken apart as a key, and too many variables', () => {
    expect(places({ ...start, scenario_id: 'a#b' })).toEqual(['scenario_id']);
    expect(places({ ...start, variables: { text: 'x'.repeat(64 * 1024) } })).toEqual(['variables']);
  });
});
