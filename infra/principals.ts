import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A service, when it works for this account: nobody else's state machine or schedule can have it take on a role of
 * ours. Lambda tells no account when it takes on a function's role, so that there is no such condition on those.
 */
export function ownService(scope: Construct, service: 'scheduler' | 'states'): ServicePrincipal {
  return new ServicePrincipal(`${service}.amazonaws.com`, {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
}
