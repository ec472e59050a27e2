import { CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one finding of cdk-nag on a construct and what is in it, with the reason that a reviewer reads. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** Accepts one resource with a wildcard, as cdk-nag writes it, in the policies of a construct. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${resource}]`, reason);
}

/** The start of an ARN in this account, as cdk-nag writes it. */
export function arnPrefix(service: string): string {
  return `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>`;
}

/** The name in the template of the resource that a construct stands for. */
export function logicalIdOf(construct: IConstruct): string {
  const resource = construct.node.defaultChild;
  if (!CfnElement.isCfnElement(resource)) throw new Error(`${construct.node.path} is not one resource`);
  const id: unknown = Stack.of(construct).resolve(resource.logicalId);
  if (typeof id !== 'string') throw new Error(`${construct.node.path} has no logical id`);
  return id;
}
