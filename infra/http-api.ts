import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { FUNCTIONS, type Route } from '../functions/catalog.ts';
import type { Functions } from './functions.ts';
import { acknowledge } from './nag.ts';
import { pascalCase, physicalName } from './names.ts';
import { createLogGroup, type StageProps } from './stage.ts';
import type { TokenParameters } from './token-parameters.ts';

export interface HttpApiProps extends StageProps {
  readonly functions: Functions;
  readonly tokens: TokenParameters;
}

export const BASE_PATH = '/api/v1';

/** Who asked for what and what came of it; no query and no body, for they may hold customers' values. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
  subject: '$context.authorizer.claims.sub',
};

/** The HTTP API: a route for every route of the catalogue. */
export class MidstreamHttpApi extends Construct {
  readonly url: string;
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const { functions, tokens } = props;
    const name = physicalName(props.stage);
    const api = new HttpApi(this, 'Api', { apiName: name, createDefaultStage: false });
    this.api = api;
    const logs = createLogGroup(this, 'AccessLogs', `/aws/vendedlogs/apis/${name}`, props);
    const { rate_per_second: rateLimit, burst: burstLimit } = props.infrastructure.api_throttle;
    new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      throttle: { rateLimit, burstLimit },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    const authorizer = new HttpJwtAuthorizer('Tokens', tokens.issuer, { jwtAudience: [tokens.audience] });
    for (const spec of FUNCTIONS.filter(({ routes }) => routes.length > 0)) {
      const integration = new HttpLambdaIntegration(pascalCase(spec.name), functions.get(spec.name), {
        payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      });
      for (const route of spec.routes) {
        const created = new HttpRoute(this, routeId(route), {
          httpApi: api,
          integration,
          routeKey: HttpRouteKey.with(`${BASE_PATH}${route.path}`, HttpMethod[route.method]),
          // As in the catalogue, any one of the scopes will do.
          ...(route.scopes.length > 0 && { authorizer, authorizationScopes: [...route.scopes] }),
        });
        if (route.scopes.length === 0) {
          acknowledge(created, 'AwsSolutions-APIG4', 'The description of the interface is public.');
        }
      }
    }
    this.url = `${api.apiEndpoint}${BASE_PATH}`;
  }
}

/** `GET /sessions/{session_id}` as a construct id: `GET.sessions.session_id`. */
function routeId({ method, path }: Route): string {
  return `${method}${path.replaceAll('/', '.').replaceAll(/[{}]/g, '')}`;
}
