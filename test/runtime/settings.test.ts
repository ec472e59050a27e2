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

  it('about extraction are held against each other', () => {
    const read = (gap_fill: object) =>
      readSettings({ MIDSTREAM_CONFIG: JSON.stringify({ gap_fill }) }).config;
    expect(read({ provider: 'bedrock', bedrock_model_id: 'a.b-v1:0' }).gap_fill.provider).toBe('bedrock');
    expect(() => read({ provider: 'bedrock' })).toThrow(/gap_fill\.bedrock_model_id: must be set/);
    for (const wrong of ['', 'a b', 'https://a.b', '*', 'arn:aws:s3:::bucket', 'a/../b']) {
      expect(() => read({ bedrock_model_id: wrong })).toThrow(/bedrock_model_id: must be the id or the ARN/);
    }
    expect(() => read({ bedrock_region: 'Frankfurt' })).toThrow(/bedrock_region: must be a region/);
    expect(() => read({ extraction_confidence_threshold: 0.96 })).toThrow(
      /extraction_confidence_threshold: must not be above confirmation_threshold/,
    );
    // Two limits and some work have to fit into the function's own time.
    expect(() => read({ extraction_timeout_ms: 6_001 })).toThrow(/extraction_timeout_ms/);
  });
});
