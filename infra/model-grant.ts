import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Config } from '../lib/config/config.ts';
import { acknowledgeWildcard } from './nag.ts';

/** What inference profiles' ids begin with: where they route to. */
const GEOGRAPHY = /^(?:global|us-gov|us|eu|apac|jp|au|ca|sa|mx|me|af)\./;

/**
 * Lets a function converse with the configured model, and with no other. An inference profile hands on to its model
 * in any region of its own choice, so that the model is allowed by way of that profile only.
 */
export function allowModel(role: Role, { provider, ...options }: Config['gap_fill']): void {
  const stack = Stack.of(role);
  const { bedrock_model_id: model, bedrock_region: region = stack.region } = options;
  if (provider !== 'bedrock' || model === undefined) return;
  const allow = (resource: string, profile?: string) =>
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['bedrock:InvokeModel'],
        resources: [resource],
        ...(profile !== undefined && {
          conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
        }),
      }),
    );
  const arnOf = (resource: string, resourceName: string, place: { region: string; account: string }) =>
    Arn.format(
      { service: 'bedrock', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME, ...place },
      stack,
    );
  const allowBehind = (profile: string, modelId: string) => {
    allow(profile);
    allow(arnOf('foundation-model', modelId, { region: '*', account: '' }), profile);
    acknowledgeWildcard(
      role,
      `arn:<AWS::Partition>:bedrock:*::foundation-model/${modelId}`,
      'An inference profile chooses the region, and the condition allows nothing but that profile.',
    );
  };

  const { arn, kind, id } = parts(model);
  switch (kind) {
    case 'inference-profile': {
      const profile = arn ?? arnOf('inference-profile', id, { region, account: stack.account });
      allowBehind(profile, id.replace(GEOGRAPHY, ''));
      break;
    }
    case 'application-inference-profile':
      // Its ARN does not tell which model it routes to.
      allowBehind(model, '*');
      break;
    case 'foundation-model':
      allow(arn ?? arnOf('foundation-model', id, { region, account: '' }));
      break;
    default:
      allow(model);
  }
}

/** An ARN taken apart; an id of a profile begins with where it routes to, one of a model does not. */
function parts(model: string): { readonly arn?: string; readonly kind: string; readonly id: string } {
  if (!model.startsWith('arn:')) {
    return { kind: GEOGRAPHY.test(model) ? 'inference-profile' : 'foundation-model', id: model };
  }
  const resource = model.split(':').slice(5).join(':');
  const [kind = '', id = ''] = [
    resource.slice(0, resource.indexOf('/')),
    resource.slice(resource.indexOf('/') + 1),
  ];
  return { arn: model, kind, id };
}
