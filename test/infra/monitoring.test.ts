import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { EMITTED } from '../../infra/metrics.ts';
import { readConfig } from '../../lib/config/config.ts';
import { ENV } from '../../lib/config/environment.ts';
import { DIMENSION, METRIC, METRICS_NAMESPACE } from '../../lib/runtime/metric-names.ts';
import { reportProviderCall } from '../../lib/runtime/provider-call-report.ts';
import { reportReconciled } from '../../lib/runtime/reconcile-report.ts';
import { createTelemetry } from '../../lib/runtime/telemetry.ts';
import { Journey } from '../reconcile/journey.ts';
import { scenario } from '../support/scenario-builder.ts';
import { type Properties, resourcesOf, synthesise } from '../support/template.ts';

/** A metric by what tells it from others. */
interface Watched {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

const STAGE = 'blue';
const root = new URL('../../', import.meta.url);
const runbook = readFileSync(new URL('infra/RUNBOOK.md', root), 'utf8');

let template: Template;
let alarms: Properties[];
let dashboard: Properties;
beforeAll(() => {
  template = synthesise({ stage: STAGE });
  alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties);
  dashboard = bodyOf(resourcesOf(template, 'AWS::CloudWatch::Dashboard')[0]?.properties.DashboardBody);
});

describe('every alarm', () => {
  const sectionOf = ({ AlarmDescription }: Properties): string =>
    /Runbook: infra\/RUNBOOK\.md#([a-z-]+)$/.exec(AlarmDescription)?.[1] ?? AlarmDescription;
  const parts = runbook.split(/^## /m);
  const sections = [...(parts[1]?.matchAll(/^### (.+)\n([\s\S]*?)(?=^### |$(?![\s\S]))/gm) ?? [])];

  it('has its section in the runbook, and every section its alarm', () => {
    expect(parts[1]).toMatch(/^Alarms\n/);
    expect([...new Set(alarms.map(sectionOf))].sort()).toEqual(sections.map(([, name]) => name).sort());
  });

  it('is told there: what it means, what to look at, what to do', () => {
    for (const [, name, text] of sections) {
      expect(text, name).toMatch(/\*\*Means:\*\*/);
      expect(text, name).toMatch(/\*\*Look at/);
      expect(text, name).toMatch(/\*\*.*do:\*\*/i);
    }
  });

  it('says in its description what it means', () => {
    for (const { AlarmDescription } of alarms) expect(AlarmDescription).toMatch(/^[A-Z].{30,}\. Runbook: /);
  });

  it('leads to where the context says that the runbook is', () => {
    const elsewhere = synthesise({ runbook: 'https://wiki.example/midstream' });
    for (const { properties } of resourcesOf(elsewhere, 'AWS::CloudWatch::Alarm')) {
      expect(properties.AlarmDescription).toContain('Runbook: https://wiki.example/midstream#');
    }
  });

  it('tells the topic, when it begins and when it is over', () => {
    const [topic] = resourcesOf(template, 'AWS::SNS::Topic');
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([{ Ref: topic?.id }]);
      expect(OKActions).toEqual([{ Ref: topic?.id }]);
    }
  });

  it('is silent where nothing happens, and computes from no more metrics than CloudWatch takes', () => {
    for (const { TreatMissingData, Metrics = [] } of alarms) {
      expect(TreatMissingData).toBe('notBreaching');
      expect(Metrics.filter(({ MetricStat }: Properties) => MetricStat).length).toBeLessThanOrEqual(10);
    }
  });
});

it('CloudWatch may publish to the topic, of this account only', () => {
  const [policy] = resourcesOf(template, 'AWS::SNS::TopicPolicy');
  expect(policy?.properties.PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }),
  );
});

it('the runbook links only to sections that it has', () => {
  const headings = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text.toLowerCase().replaceAll(' ', '-'),
  );
  for (const [, target] of runbook.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(target);
});

describe('the metrics that are watched', () => {
  const watched = (): Watched[] => [
    ...alarms.flatMap(inAlarm),
    ...dashboard.widgets.flatMap(({ properties }: Properties) => inGraph(properties.metrics ?? [])),
  ];
  const own = () => watched().filter(({ namespace }) => namespace === METRICS_NAMESPACE);

  it('are those that the functions emit, with exactly their dimensions', () => {
    expect(own().length).toBeGreaterThan(20);
    for (const { name, dimensions } of own()) {
      const emitted = Object.entries(EMITTED).find(([each]) => each === name)?.[1];
      expect(dimensions, name).toMatchObject({ service: emitted?.service, stage: STAGE });
      expect(Object.keys(dimensions).sort(), name).toEqual(
        [DIMENSION.service, DIMENSION.stage, ...(emitted?.by ?? [])].sort(),
      );
    }
  });

  it('are all that there are', () => {
    expect([...new Set(own().map(({ name }) => name))].sort()).toEqual(Object.values(METRIC).sort());
  });

  it('of AWS are of resources of this stack', () => {
    const others = watched().filter(({ namespace }) => namespace !== METRICS_NAMESPACE);
    const resources = Object.keys(template.toJSON().Resources);
    for (const { name, dimensions } of others) {
      const { FunctionName, TableName, ApiId, QueueName, StateMachineArn } = dimensions;
      const [resource] = [FunctionName, TableName, ApiId, QueueName, StateMachineArn].filter(Boolean);
      expect(resources, name).toContain(referred(resource));
    }
  });
});

describe('the metrics that are emitted', () => {
  const lines: string[] = [];
  beforeEach(() => {
    // Metrics go to a console of their own; in development to everybody's, if they are wanted there.
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
    vi.stubEnv(ENV.stage, STAGE);
    lines.length = 0;
    vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  /** Name and dimensions of everything that was emitted, as CloudWatch reads it. */
  const emitted = () =>
    lines.flatMap((line) => {
      const { _aws, ...values } = JSON.parse(line);
      return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }: Properties) =>
        Metrics.map(({ Name }: Properties) => ({
          namespace: Namespace,
          name: Name,
          dimensions: Object.fromEntries(Dimensions.flat().map((each: string) => [each, values[each]])),
        })),
      );
    });

  it('by reconcile are as the stack thinks', async () => {
    const v1 = scenario('s', 1)
      .step('a')
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('end')
      .step('end')
      .build();
    const v2 = scenario('s', 2)
      .step('a')
      .to('ask')
      .step('ask', { collects: ['email'] })
      .to('pay')
      .step('pay', { checkpoint: 'paid' })
      .to('end')
      .step('end')
      .build();
    const telemetry = createTelemetry('reconcile');
    vi.spyOn(telemetry.logger, 'info').mockImplementation(() => {});
    vi.spyOn(telemetry.logger, 'warn').mockImplementation(() => {});
    const walked = { walk: ['a', 'pay', 'end'] };
    const journeys = [
      new Journey(v1, { ...walked, variables: { email: 'a@b.at' } }).publish(v2),
      new Journey(v1, walked).publish(v2, {
        end: { target_step_id: 'a', force_scenario: 'clean_graft' },
      }),
      new Journey(v1, { walk: ['a'] }).publishWithoutPlan(scenario('s', 2).chain('x').build()),
    ];
    for (const journey of journeys) {
      const { decision, answer, change } = await journey.turn({});
      reportReconciled(telemetry, readConfig({}), { answer, decision, change, conflicts: 1 }, 1);
    }
    reportProviderCall(telemetry, {
      provider: 'local',
      purpose: 'extraction',
      outcome: 'answered',
      milliseconds: 1,
      found: [],
      refused: [{ field: 'email', kind: 'not_said' }],
    });
    telemetry.metrics.publishStoredMetrics();

    const said = emitted();
    expect([...new Set(said.map(({ name }) => name))].sort()).toEqual(
      Object.entries(EMITTED)
        .filter(([, { service }]) => service === 'reconcile')
        .map(([name]) => name)
        .sort(),
    );
    for (const { namespace, name, dimensions } of said) {
      const { by } = EMITTED[name as keyof typeof EMITTED];
      expect(namespace).toBe(METRICS_NAMESPACE);
      expect(dimensions).toMatchObject({ service: 'reconcile', stage: STAGE });
      expect(Object.keys(dimensions).sort(), name).toEqual(['service', 'stage', ...by].sort());
    }
  });

  it.each(Object.entries(METRIC).filter(([, name]) => EMITTED[name].service !== 'reconcile'))(
    '%s is emitted by the function that the stack thinks',
    (key, name) => {
      const emitters = FUNCTIONS.filter((spec) => {
        const handler = new URL(`functions/${spec.folder}/${spec.name}/handler.ts`, root);
        return readFileSync(handler, 'utf8').includes(`METRIC.${key}`);
      });
      expect(emitters.map((spec) => spec.name)).toEqual([EMITTED[name].service]);
    },
  );
});

function inAlarm(alarm: Properties): Watched[] {
  const plain = alarm.MetricName === undefined ? [] : [alarm];
  const computed = (alarm.Metrics ?? []).flatMap(({ MetricStat }: Properties) =>
    MetricStat === undefined ? [] : [MetricStat.Metric],
  );
  return [...plain, ...computed].map(({ Namespace, MetricName, Dimensions }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }: Properties) => [Name, Value])),
  }));
}

/** Lines of a graph: a metric as a list, or a search. */
function inGraph(metrics: readonly (readonly unknown[])[]): Watched[] {
  return metrics.flatMap((metric) => {
    if (typeof metric[0] === 'object') return inSearch((metric[0] as Properties).expression);
    const [namespace, name, ...rest] = metric.filter((each) => typeof each === 'string') as string[];
    const pairs = rest.flatMap((each, at) => (at % 2 === 0 ? [[each, rest[at + 1]]] : []));
    return [{ namespace: namespace ?? '', name: name ?? '', dimensions: Object.fromEntries(pairs) }];
  });
}

function inSearch(expression: string): Watched[] {
  const [, schema = '', terms = ''] = /\{([^}]*)\} (.*?)', 'Sum'/.exec(expression) ?? [];
  const [namespace = '', ...names] = schema.split(',');
  const said = Object.fromEntries(
    [...terms.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );
  const dimensions = Object.fromEntries(names.map((name) => [name, said[name]]));
  return [{ namespace, name: said.MetricName ?? '', dimensions }];
}

/** A dashboard's JSON, with `<LogicalId>` where it refers to a resource. */
function bodyOf(body: Properties): Properties {
  const [separator, parts] = body['Fn::Join'];
  const text = parts.map((part: Properties | string) =>
    typeof part === 'string' ? part : `<${part.Ref ?? part['Fn::GetAtt'][0]}>`,
  );
  return JSON.parse(text.join(separator));
}

const referred = (value: unknown): string =>
  typeof value === 'string'
    ? value.replace(/[<>]/g, '')
    : ((value as Properties).Ref ?? (value as Properties)['Fn::GetAtt'][0]);
