/** Lambdas as they are bundled, started with an environment that is not valid: they say where, and answer nothing. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FUNCTIONS } from '../../functions/catalog.ts';
import { assemblyFolder } from '../../infra/local/assembly.ts';
import { type LocalFunction, readFunctions } from '../../infra/local/functions.ts';
import { Intrinsics } from '../../infra/local/intrinsics.ts';
import { LambdaHost } from '../../infra/local/lambda-host.ts';
import { Template } from '../../infra/local/template.ts';
import { ENV } from '../../lib/config/environment.ts';

const WITH_ROUTES = FUNCTIONS.filter(({ routes }) => routes.length > 0);

describe('a Lambda that is started with', () => {
  let functions: readonly LocalFunction[];
  const hosts: LambdaHost[] = [];
  beforeAll(async () => {
    const template = await Template.read(await assemblyFolder({}));
    const JwtIssuer = 'https://issuer.example';
    const parameters = { JwtIssuer, JwtAudience: 'midstream', JwksUri: `${JwtIssuer}/keys` };
    functions = readFunctions(template, new Intrinsics(template, parameters));
  });
  afterAll(() => Promise.all(hosts.map((host) => host.stop())));

  /** What it answers to an event, when one variable is another than the stack's. */
  const startedWith = async (name: string, variable: string, value: string) => {
    const spec = functions.find((each) => each.name === name);
    if (!spec) throw new Error(`there is no function ${name}`);
    const host = new LambdaHost(
      { ...spec, environment: { ...spec.environment, [variable]: value } },
      { dynamoEndpoint: inject('dynamoEndpoint'), stepFunctionsEndpoint: inject('url'), log: () => {} },
    );
    hosts.push(host);
    return host.invoke('{}');
  };
  const refusing = (...places: string[]) => ({
    ok: false,
    error: {
      errorType: 'ConfigurationError',
      errorMessage: expect.stringMatching(new RegExp(places.map((place) => `(?=[^]*${place})`).join(''))),
    },
  });

  it.each(FUNCTIONS)('options that are not valid names every place: $name', async ({ name }) => {
    const config = { enabled: 'no', deployment: { index_shards: 0 }, colour: 'red' };
    expect(await startedWith(name, ENV.config, JSON.stringify(config))).toMatchObject(
      refusing('midstream\\.enabled: ', 'midstream\\.deployment\\.index_shards: ', 'midstream: .*"colour"'),
    );
  });

  it('options that are no JSON names the variable', async () => {
    expect(await startedWith('reconcile', ENV.config, '{')).toMatchObject(
      refusing(`${ENV.config} is not JSON`),
    );
  });

  it.each([
    [ENV.jwtIssuer, '', 'is not set'],
    [ENV.jwtAudience, '', 'is not set'],
    [ENV.jwksUri, 'nowhere', 'is not a URL'],
  ])('%s as "%s" names it: %s', async (variable, value, problem) => {
    const name = WITH_ROUTES[0]?.name ?? '';
    expect(await startedWith(name, variable, value)).toMatchObject(refusing(`${variable} ${problem}`));
  });

  it('no table, or no state machine, names what is missing', async () => {
    expect(await startedWith('get-plan', ENV.scenariosTable, '')).toMatchObject(refusing(ENV.scenariosTable));
    expect(await startedWith('deploy-plan', ENV.stateMachineArn, '')).toMatchObject(
      refusing(ENV.stateMachineArn),
    );
  });
});
