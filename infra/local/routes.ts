import * as z from 'zod';
import type { LocalFunction } from './functions.ts';
import type { Intrinsics } from './intrinsics.ts';
import type { Lambdas } from './lambdas.ts';
import type { Template } from './template.ts';

export interface LocalRoute {
  readonly routeKey: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly target: LocalFunction;
}

export interface RouteMatch {
  readonly route: LocalRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

const RouteProperties = z.object({ RouteKey: z.string(), Target: z.string().startsWith('integrations/') });
const Integration = z.object({ IntegrationUri: z.string(), PayloadFormatVersion: z.literal('2.0') });

/** The HTTP API's routes and the function behind each. */
export function readRoutes(template: Template, intrinsics: Intrinsics, lambdas: Lambdas): LocalRoute[] {
  const integrations = new Map(
    template
      .ofType('AWS::ApiGatewayV2::Integration')
      .map(({ logicalId, resource }) => [intrinsics.nameOf(logicalId), resource.Properties]),
  );
  return template.ofType('AWS::ApiGatewayV2::Route').map(({ logicalId, resource }) => {
    const { RouteKey, Target } = RouteProperties.parse(intrinsics.resolve(resource.Properties));
    const properties = integrations.get(Target.slice('integrations/'.length));
    const { IntegrationUri } = Integration.parse(intrinsics.resolve(properties));
    const target = lambdas.find(IntegrationUri);
    if (target === undefined) throw new Error(`${logicalId}: there is no function ${IntegrationUri}`);
    const [method = '', path = ''] = RouteKey.split(' ');
    return { routeKey: RouteKey, method, segments: path.split('/'), target };
  });
}

/**
 * The route for a request, the one with the most fixed segments first as in API Gateway.
 * @throws URIError when a path parameter is not valid percent-encoding
 */
export function matchRoute(
  routes: readonly LocalRoute[],
  method: string,
  path: string,
): RouteMatch | undefined {
  const given = path.split('/');
  const fixed = (route: LocalRoute) => route.segments.filter((segment) => !isParameter(segment)).length;
  const [route] = routes
    .filter((candidate) => candidate.method === method && fits(candidate.segments, given))
    .sort((a, b) => fixed(b) - fixed(a));
  if (route === undefined) return undefined;
  const parameters = route.segments.flatMap((segment, index) =>
    isParameter(segment) ? [[segment.slice(1, -1), decodeURIComponent(given[index] ?? '')]] : [],
  );
  return { route, pathParameters: Object.fromEntries(parameters) };
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function fits(segments: readonly string[], given: readonly string[]): boolean {
  return (
    segments.length === given.length &&
    segments.every((segment, index) =>
      isParameter(segment) ? given[index] !== '' : segment === given[index],
    )
  );
}
