import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stackOf } from '../support/template.ts';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-1111-2222-333344445555';
const bedrock = (bedrock_model_id: string) => ({ gap_fill: { provider: 'bedrock', bedrock_model_id } });

/** Contexts in which the stack is made of different things. */
const CONTEXTS: readonly (readonly [name: string, context: Readonly<Record<string, unknown>>])[] = [
  'dev',
  'production',
].flatMap((stage) => [
  [`${stage}, as it is by default`, { stage }],
  [`${stage} with a key of its own`, { stage, infrastructure: { kms_key: 'create' } }],
  [`${stage} with somebody else’s key`, { stage, infrastructure: { kms_key: KEY } }],
  [
    `${stage} with everything that operations can be set to`,
    {
      stage,
      infrastructure: {
        kms_key: 'create',
        log_retention_days: 365,
        api_throttle: { rate_per_second: 10, burst: 20 },
        reconcile_reserved_concurrency: 100,
      },
    },
  ],
  [`${stage} with an inference profile`, { stage, midstream: bedrock('eu.anthropic.claude-x-v1:0') }],
  [`${stage} with a foundation model`, { stage, midstream: bedrock('anthropic.claude-x-v1:0') }],
  [
    `${stage} with an application inference profile`,
    {
      stage,
      midstream: bedrock('arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123'),
    },
  ],
]);

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(CONTEXTS)('cdk-nag on %s', (_, context) => {
  it('finds nothing that is not accepted', () => {
    expect(findingsOn(context)).toEqual([]);
  });

  it('finds everything that is accepted, and each for a reason', () => {
    const stack = stackOf(context);
    const accepted = acceptedIn(stack);
    expect(accepted.length).toBeGreaterThan(5);
    // Nothing counts as accepted: everything is found.
    vi.spyOn(
      NagPack.prototype as unknown as { isAcknowledged: () => boolean },
      'isAcknowledged',
    ).mockReturnValue(false);
    const found = new AwsSolutionsChecks(stack).validateScope(stack).violations.flatMap((violation) =>
      violation.violatingResources.map(({ constructPath = '' }) => ({
        rule: violation.ruleName,
        path: constructPath,
      })),
    );
    const unused = accepted.filter(
      ({ rule, path }) =>
        !found.some((finding) => finding.rule === rule && `${finding.path}/`.startsWith(`${path}/`)),
    );
    expect(unused).toEqual([]);
    for (const { reason } of accepted) expect(reason).toMatch(/^.{20,}\.$/);
  });
});

function findingsOn(context: Readonly<Record<string, unknown>>) {
  const stack = stackOf(context);
  return new AwsSolutionsChecks(stack).validateScope(stack).violations;
}

/** What is accepted, and where, by the metadata that CDK keeps. */
function acceptedIn(construct: IConstruct): { rule: string; path: string; reason: string }[] {
  return construct.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries<string>(data).map(([id, reason]) => ({
          rule: id.replace(/^annotation::/i, ''),
          path: node.path,
          reason,
        })),
      ),
  );
}
