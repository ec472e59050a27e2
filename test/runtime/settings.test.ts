import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../lib/config/config.ts';
import { readSettings } from '../../lib/runtime/settings.ts';

describe('settings', () => {
  it('are read from the environment, options with their defaults', () => {
    const settings = readSettings({
      SESSIONS_TABLE: 'sessions',
      MIDSTREAM_CONFIG: '{"deployment": {"index_shards": 4}}',
      JWT_ISSUER: 'https://id.example',
      JWT_AUDIENCE: 'midstream',
      JWKS_URI: 'https://id.example/jwks',
    });
    expect(settings.tables.sessions).toBe('sessions');
    expect(settings.config.deployment.index_shards).toBe(4);
    expect(settings.config.retention.plan_retention_days).toBe(30);
    expect(settings.jwt.jwksUri.href).toBe('https://id.example/jwks');
    expect(settings.stateMachineArn).toBeUndefined();
  });

  it('that are missing or wrong are named', () => {
    expect(() => readSettings({}).tables.audit).toThrow(/AUDIT_TABLE/);
    expect(() => readSettings({ JWT_ISSUER: 'x' }).jwt).toThrow(/JWT_AUDIENCE/);
    expect(() => readSettings({ MIDSTREAM_CONFIG: '{' })).toThrow(ConfigurationError);
    expect(() => readSettings({ MIDSTREAM_CONFIG: '{"deploymnet": {}}' })).toThrow(/deploymnet/);
  });
});
