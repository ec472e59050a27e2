import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { pascalCase } from '../../infra/names.ts';
import { ENV } from '../../lib/config/environment.ts';
import { resourceNamed, resourcesOf, synthesise } from '../support/template.ts';

const ROUTES = FUNCTIONS.flatMap(({ name, routes }) => routes.map((route) => ({ name, ...route })));

describe('the HTTP API', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesise();
  });
  const routes = () => resourcesOf(template, 'AWS::ApiGatewayV2::Route');

  it('has the routes of the catalogue and no others', () => {
    expect(
      routes()
        .map(({ properties }) => properties.RouteKey)
        .sort(),
    ).toEqual(ROUTES.map(({ method, path }) => `${method} /api/v1${path}`).sort());
  });

  it.each(ROUTES)('$method $path goes to $name', ({ method, path, name, scopes }) => {
    const route = routes().find(({ properties }) => properties.RouteKey === `${method} /api/v1${path}`);
    const integrationId = route?.properties.Target['Fn::Join'][1][1].Ref;
    const integration = resourcesOf(template, 'AWS::ApiGatewayV2::Integration').find(
      ({ id }) => id === integrationId,
    );
    expect(integration?.properties.PayloadFormatVersion).toBe('2.0');
    expect(integration?.properties.IntegrationUri['Fn::GetAtt'][0].slice(0, -8)).toBe(
      `Functions${pascalCase(name)}`,
    );
    expect(route?.properties.AuthorizationType).toBe(scopes.length > 0 ? 'JWT' : 'NONE');
    expect(route?.properties.AuthorizationScopes ?? []).toEqual(scopes);
  });

  it('opens nothing but the description of the interface', () => {
    const open = routes().filter(({ properties }) => properties.AuthorizationType !== 'JWT');
    expect(open.map(({ properties }) => properties.RouteKey)).toEqual(['GET /api/v1/openapi.json']);
  });

  const authorizer = () => {
    const [found, ...others] = resourcesOf(template, 'AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    return found;
  };

  it('has every other route checked by the one authorizer', () => {
    const checked = routes().filter(({ properties }) => properties.AuthorizationType === 'JWT');
    expect(checked).toHaveLength(ROUTES.filter(({ scopes }) => scopes.length > 0).length);
    for (const { properties } of checked) {
      expect(properties.AuthorizerId, properties.RouteKey).toEqual({ Ref: authorizer()?.id });
      expect(properties.AuthorizationScopes.length, properties.RouteKey).toBeGreaterThan(0);
    }
  });

  it('takes tokens of the issuer and audience that the deployment names', () => {
    expect(authorizer()?.properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: { Ref: 'JwtIssuer' }, Audience: [{ Ref: 'JwtAudience' }] },
    });
  });

  it('has Lambdas that check by the same issuer and audience as the authorizer does', () => {
    const { Issuer, Audience } = authorizer()?.properties.JwtConfiguration ?? {};
    for (const { name, routes: own } of FUNCTIONS) {
      const { Variables } = resourceNamed(template, 'AWS::Lambda::Function', `Functions${pascalCase(name)}`)
        .properties.Environment;
      if (own.length === 0) continue;
      expect([Variables[ENV.jwtIssuer], [Variables[ENV.jwtAudience]]], name).toEqual([Issuer, Audience]);
    }
  });

  it('throttles, and logs who called but not what was sent', () => {
    const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.properties.DefaultRouteSettings).toEqual({
      ThrottlingBurstLimit: 1_000,
      ThrottlingRateLimit: 500,
    });
    const { Format } = stage?.properties.AccessLogSettings ?? {};
    expect(Object.keys(JSON.parse(Format))).toContain('requestId');
    expect(Format).not.toMatch(/requestBody|queryString|header/i);
  });
});
