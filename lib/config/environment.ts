/** Names of the environment variables that the stack sets and the Lambdas read; here once for both. */
export const ENV = {
  scenariosTable: 'SCENARIOS_TABLE',
  sessionsTable: 'SESSIONS_TABLE',
  auditTable: 'AUDIT_TABLE',
  stateMachineArn: 'DEPLOYMENT_STATE_MACHINE_ARN',
  config: 'MIDSTREAM_CONFIG',
  stage: 'MIDSTREAM_STAGE',
  jwtIssuer: 'JWT_ISSUER',
  jwtAudience: 'JWT_AUDIENCE',
  jwksUri: 'JWKS_URI',
} as const;
