import { CfnParameter } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Who issues the tokens that operators and engines call with: parameters of the deployment, not of the code. */
export class TokenParameters extends Construct {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const parameter = (name: string, description: string, allowedPattern: string) => {
      const created = new CfnParameter(this, name, { description, allowedPattern });
      // The name is what an operator types; without this it would carry the construct's path.
      created.overrideLogicalId(name);
      return created.valueAsString;
    };
    const url = '^https?://.+';
    this.issuer = parameter(
      'JwtIssuer',
      'The `iss` of accepted tokens, as in the issuer’s OpenID metadata',
      url,
    );
    this.audience = parameter('JwtAudience', 'The `aud` of accepted tokens', '.+');
    this.jwksUri = parameter('JwksUri', 'Where the issuer publishes its keys', url);
  }
}
