import { RemovalPolicy } from 'aws-cdk-lib';
import { PRODUCTION } from './context.ts';

/** What becomes of what holds data when it is taken out of the stack, or the stack is deleted. */
export function removalPolicy(stage: string): RemovalPolicy {
  return stage === PRODUCTION ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}
