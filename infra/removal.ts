import { RemovalPolicy } from 'aws-cdk-lib';
import { PRODUCTION } from './context.ts';

/** What becomes of what holds data when it is taken out of the stack, or the stack is deleted. */
export function removalPolicy(stage: string): RemovalPolicy {
  return stage === PRODUCTION ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}

/**
 * The same for what has a name of its own: a first deployment that fails leaves nothing under that name, for it would
 * be in the way of the next one.
 */
export function removalPolicyOfNamed(stage: string): RemovalPolicy {
  return stage === PRODUCTION ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
