import { type Config, ConfigurationError, readConfig } from '../config/config.ts';
import { ENV } from '../config/environment.ts';

export interface JwtSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: URL;
}

/**
 * What a Lambda is told by its environment. Each function is given only what it needs, so that a setting is read,
 * and its absence reported, when it is asked for.
 */
export interface Settings {
  readonly config: Config;
  readonly tables: { readonly scenarios: string; readonly sessions: string; readonly audit: string };
  readonly jwt: JwtSettings;
  readonly stateMachineArn: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings. The options are checked at once.
 * @throws ConfigurationError naming the variable, here or when a missing setting is read
 */
export function readSettings(environment: Environment = process.env): Settings {
  const required = (name: string): string => {
    const value = environment[name];
    if (!value) throw new ConfigurationError(`the environment variable ${name} is not set`);
    return value;
  };
  return {
    config: readConfig(parseJson(ENV.config, environment[ENV.config])),
    tables: {
      get scenarios() {
        return required(ENV.scenariosTable);
      },
      get sessions() {
        return required(ENV.sessionsTable);
      },
      get audit() {
        return required(ENV.auditTable);
      },
    },
    get jwt() {
      return {
        issuer: required(ENV.jwtIssuer),
        audience: required(ENV.jwtAudience),
        jwksUri: parseUrl(ENV.jwksUri, required(ENV.jwksUri)),
      };
    },
    stateMachineArn: environment[ENV.stateMachineArn] || undefined,
  };
}

function parseJson(name: string, text: string | undefined): unknown {
  if (!text) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigurationError(`the environment variable ${name} is not JSON`);
  }
}

function parseUrl(name: string, text: string): URL {
  if (!URL.canParse(text)) throw new ConfigurationError(`the environment variable ${name} is not a URL`);
  return new URL(text);
}
