import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readContext } from '../../infra/context.ts';
import { physicalName } from '../../infra/names.ts';
import { MidstreamStack } from '../../infra/stack.ts';
import { tinyAssets } from './tiny-functions.ts';

/** The stack for a CDK context. */
export function stackOf(context: Readonly<Record<string, unknown>> = {}): MidstreamStack {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'midstream-synth-')) });
  const settings = readContext((key) => ({ assets: tinyAssets(), ...context })[key]);
  return new MidstreamStack(app, physicalName(settings.stage), settings);
}

const synthesised = new Map<string, Template>();

/** Its template, as JSON and for CDK's assertions; made once in a test file for each context. */
export function synthesise(context: Readonly<Record<string, unknown>> = {}): Template {
  const key = JSON.stringify(context);
  const template = synthesised.get(key) ?? Template.fromStack(stackOf(context));
  synthesised.set(key, template);
  return template;
}

// biome-ignore lint/suspicious/noExplicitAny: the properties of a CloudFormation resource
export type Properties = Record<string, any>;

export interface FoundResource {
  readonly id: string;
  readonly properties: Properties;
  readonly resource: Properties;
}

export function resourcesOf(template: Template, type: string): FoundResource[] {
  return Object.entries(template.findResources(type)).map(([id, resource]) => ({
    id,
    properties: resource.Properties,
    resource,
  }));
}

/** The resource that a name in the stack stands for: by its construct's path, without the hash that CDK adds. */
export function resourceNamed(template: Template, type: string, path: string): FoundResource {
  const found = resourcesOf(template, type).filter(({ id }) => id.slice(0, -8) === path);
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} at ${path}`);
  return found[0] as FoundResource;
}

/** The definition of the state machine, with `<LogicalId>` where it refers to a resource. */
export function definitionOf(template: Template): Properties {
  const [machine] = resourcesOf(template, 'AWS::StepFunctions::StateMachine') as [FoundResource];
  const [separator, parts] = machine.properties.DefinitionString['Fn::Join'];
  const text = parts.map((part: Properties | string) =>
    typeof part === 'string' ? part : `<${part['Fn::GetAtt'][0].slice(0, -8)}>`,
  );
  return JSON.parse(text.join(separator));
}
