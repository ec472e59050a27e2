import * as z from 'zod';
import { ACCOUNT, localArn, REGION } from './identity.ts';
import type { Template } from './template.ts';

const Ref = z.strictObject({ Ref: z.string() });
const GetAtt = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const Join = z.strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const Sub = z.strictObject({ 'Fn::Sub': z.string() });

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** How a type's physical name and ARN are made; a stack refers to no others. */
const SERVICES: Readonly<
  Record<string, { readonly nameProperty: string; readonly arn: (name: string) => string }>
> = {
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    arn: (name) => localArn('dynamodb', `table/${name}`),
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    arn: (name) => localArn('lambda', `function:${name}`),
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    arn: (name) => localArn('states', `stateMachine:${name}`),
  },
  'AWS::KMS::Key': { nameProperty: 'KeyId', arn: (name) => localArn('kms', `key/${name}`) },
  'AWS::SQS::Queue': { nameProperty: 'QueueName', arn: (name) => localArn('sqs', name) },
};

/** Replaces CloudFormation's intrinsic functions by the values that they have on one machine. */
export class Intrinsics {
  readonly #template: Template;
  readonly #parameters: Readonly<Record<string, string>>;

  constructor(template: Template, parameters: Readonly<Record<string, string>>) {
    this.#template = template;
    this.#parameters = parameters;
  }

  /**
   * A copy of the value without intrinsic functions.
   * @throws when something is referred to that has no value here
   */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const ref = Ref.safeParse(value);
    if (ref.success) return this.#ref(ref.data.Ref);
    const getAtt = GetAtt.safeParse(value);
    if (getAtt.success) return this.#attribute(...getAtt.data['Fn::GetAtt']);
    const join = Join.safeParse(value);
    if (join.success) {
      const [separator, parts] = join.data['Fn::Join'];
      return parts.map((part) => String(this.resolve(part))).join(separator);
    }
    const sub = Sub.safeParse(value);
    if (sub.success) {
      return sub.data['Fn::Sub'].replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => this.#ref(name));
    }
    const unknown = Object.keys(value).find((key) => key.startsWith('Fn::'));
    if (unknown !== undefined) throw new Error(`${unknown} is not known to the local stack`);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  /** The physical name of a resource: its own, or one made from the stack's name as CloudFormation does. */
  nameOf(logicalId: string): string {
    const { Type, Properties } = this.#template.resource(logicalId);
    const own = Properties[SERVICES[Type]?.nameProperty ?? ''];
    return typeof own === 'string' ? own : `${this.#template.stackName}-${logicalId}`;
  }

  arnOf(logicalId: string): string {
    const { Type } = this.#template.resource(logicalId);
    const service = SERVICES[Type];
    if (service === undefined) throw new Error(`${logicalId}: the local stack has no ARN for ${Type}`);
    return service.arn(this.nameOf(logicalId));
  }

  #ref(name: string): string {
    const known = PSEUDO[name] ?? this.#parameters[name];
    if (known !== undefined) return known;
    if (name === 'AWS::StackName') return this.#template.stackName;
    if (!this.#template.has(name)) throw new Error(`the template refers to ${name}, which has no value here`);
    const isMachine = this.#template.resource(name).Type === 'AWS::StepFunctions::StateMachine';
    return isMachine ? this.arnOf(name) : this.nameOf(name);
  }

  #attribute(logicalId: string, attribute: string): string {
    if (attribute === 'Arn') return this.arnOf(logicalId);
    if (attribute === 'Name') return this.nameOf(logicalId);
    throw new Error(`${logicalId}.${attribute} has no value here`);
  }
}
