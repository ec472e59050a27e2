/** Every option has a test that shows what it does. A new one fails here until its test is listed. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigSchema, ConfigurationError } from '../../lib/config/config.ts';
import { ENV } from '../../lib/config/environment.ts';
import { readSettings } from '../../lib/runtime/settings.ts';
import { optionsOf } from '../support/options.ts';

/** By option: the file under `test`, and the beginning of the title of a test there. */
const SHOWN: Readonly<Record<string, readonly [file: string, title: string]>> = {
  enabled: ['deployment/options.test.ts', 'switched off, nothing is deployed'],
  'deployment.auto_mark_sessions': ['deployment/options.test.ts', 'without marking a deployment publishes'],
  'deployment.require_approval': [
    'deployment/options.test.ts',
    'a pending plan is deployed only where no approval is required',
  ],
  'deployment.require_separate_approver': ['api/approver.test.ts', 'whoever made a plan may not approve it'],
  'deployment.index_shards': [
    'session/start.test.ts',
    'is told to the readers by the first session that may be in a new one',
  ],
  'gap_fill.extraction_enabled': ['reconcile/extraction.test.ts', 'nothing is read when extraction is off'],
  'gap_fill.provider': ['infra/permissions.test.ts', 'is none where the provider is local'],
  'gap_fill.bedrock_model_id': ['infra/permissions.test.ts', 'is a foundation model, by id or ARN'],
  'gap_fill.bedrock_region': ['infra/permissions.test.ts', 'is in the region that is configured'],
  'gap_fill.extraction_confidence_threshold': [
    'reconcile/extraction.test.ts',
    'thresholds are the configured ones',
  ],
  'gap_fill.confirmation_threshold': ['reconcile/extraction.test.ts', 'thresholds are the configured ones'],
  'gap_fill.max_conversation_turns': [
    'reconcile/extraction.test.ts',
    'no more turns are read than configured',
  ],
  'gap_fill.extraction_timeout_ms': [
    'gap-fill/extraction/bedrock.test.ts',
    'answers %s: everything is asked for',
  ],
  're_routing.enabled': ['reconcile/forks.test.ts', 're-routing switched off: forks are not evaluated'],
  're_routing.notify_user': ['reconcile/forks.test.ts', 'whether and how customers are told'],
  're_routing.notification_template': ['reconcile/forks.test.ts', 'whether and how customers are told'],
  'checkpoints.block_teleport_past_checkpoint': [
    'reconcile/checkpoints.test.ts',
    'is allowed where the operator switched blocking off, and told as an override',
  ],
  'checkpoints.unmatched': [
    'reconcile/checkpoints.test.ts',
    'nowhere, where the operator allows what is unmatched',
  ],
  'checkpoints.log_checkpoint_blocks': [
    'runtime/reconcile-report.test.ts',
    'what a checkpoint blocked is counted, and warned of if wanted',
  ],
  'retention.version_retention_days': ['retention/versions.test.ts', 'goes after version_retention_days: %d'],
  'retention.plan_retention_days': ['retention/plans.test.ts', 'an option that is changed holds at once'],
  'retention.session_idle_days': [
    'retention/versions.test.ts',
    'is kept for one live session behind many idle',
  ],
  'retention.audit_retention_days': ['retention/audit.test.ts', 'audit_retention_days: 0.7'],
  'logging.log_clean_grafts': [
    'runtime/reconcile-report.test.ts',
    'that nobody notices is logged only if wanted',
  ],
  'logging.log_gap_fills': ['runtime/reconcile-report.test.ts', 'that fills gaps is counted by source'],
  'logging.log_re_routes': ['runtime/reconcile-report.test.ts', 'elsewhere by a fork is counted'],
};

const OPTIONS = optionsOf(ConfigSchema).map(({ path }) => path);
const nameOf = (option: string): string => option.split('.').at(-1) ?? option;

const textOf = (file: string): string => readFileSync(file, 'utf8');
const filesWith = (word: string, pattern: string): string[] =>
  globSync(pattern).filter((file) => new RegExp(`\\b${word}\\b`).test(textOf(file)));

describe('every option', () => {
  it('is listed here, and nothing else is', () => {
    expect(Object.keys(SHOWN).sort()).toEqual([...OPTIONS].sort());
  });

  it.each(Object.entries(SHOWN))('%s has its test', (option, [file, title]) => {
    const text = textOf(`test/${file}`);
    expect(text).toContain(`'${title}`);
    expect(text).toMatch(new RegExp(`\\b${nameOf(option)}\\b`));
  });

  it.each(Object.keys(SHOWN))('%s is read somewhere', (option) => {
    const readers = filesWith(nameOf(option), '{lib,functions}/**/*.ts');
    expect(readers.filter((file) => !file.includes('lib/config/'))).not.toEqual([]);
  });
});

describe('a configuration that is not valid', () => {
  /** A value of another type than the option's. */
  const wrongFor = (option: string): object => {
    const [name = '', ...rest] = option.split('.').reverse();
    const wrong: object = { [name]: { surely: 'wrong' } };
    return rest.reduce<object>((inner, group) => ({ [group]: inner }), wrong);
  };

  it.each(OPTIONS)('names %s when a Lambda starts', (option) => {
    const start = () => readSettings({ [ENV.config]: JSON.stringify(wrongFor(option)) });
    expect(start).toThrow(ConfigurationError);
    expect(start).toThrow(`midstream.${option}: `);
  });

  it.each([
    ['an option that there is not', { colour: 'red' }, 'colour'],
    ['an option that there is not in a group', { deployment: { shards: 3 } }, 'shards'],
    ['no JSON', '{', 'MIDSTREAM_CONFIG is not JSON'],
  ])('names %s', (_, input, place) => {
    const text = typeof input === 'string' ? input : JSON.stringify(input);
    expect(() => readSettings({ [ENV.config]: text })).toThrow(place);
  });
});
