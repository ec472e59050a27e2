import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FUNCTIONS } from '../functions/catalog.ts';
import { Alarms } from './alarms.ts';
import type { Settings } from './context.ts';
import { MidstreamDashboard } from './dashboard.ts';
import { Encryption } from './encryption.ts';
import { Functions } from './functions.ts';
import { MidstreamHttpApi } from './http-api.ts';
import { OutcomeCounts } from './outcome-counts.ts';
import { CleanupSchedule } from './schedule.ts';
import { DeploymentMachine } from './state-machine.ts';
import { Tables } from './tables.ts';
import { TokenParameters } from './token-parameters.ts';

/** Midstream, one stage of it. */
export class MidstreamStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, props?: StackProps) {
    super(scope, id, props);
    const { stage, infrastructure, config, assets, runbook } = settings;
    const encryption = new Encryption(this, 'Encryption', { stage, kms_key: infrastructure.kms_key });
    const shared = { stage, infrastructure, encryption };
    const tokens = new TokenParameters(this, 'Tokens');
    const tables = new Tables(this, 'Tables', shared);
    const functions = new Functions(this, 'Functions', { ...shared, config, assets, tables, tokens });
    const deployment = new DeploymentMachine(this, 'Deployment', { ...shared, functions });
    for (const { name, deployments } of FUNCTIONS) {
      if (deployments) deployment.allow(deployments, functions.get(name));
    }
    const api = new MidstreamHttpApi(this, 'Http', { ...shared, functions, tokens });
    const { deadLetters } = new OutcomeCounts(this, 'OutcomeCounts', {
      ...shared,
      audit: tables.audit,
      counter: functions.get('count-outcomes'),
    });
    new CleanupSchedule(this, 'Cleanup', functions.get('retention-cleanup'));

    const { machine } = deployment;
    const observed = { functions, tables, machine, api: api.api, deadLetters };
    const alarms = new Alarms(this, 'Alarms', { ...shared, ...observed, runbook });
    new MidstreamDashboard(this, 'Dashboard', { ...observed, stage, alarms: alarms.all });

    const output = (name: string, value: string) => new CfnOutput(this, name, { value });
    output('ApiUrl', api.url);
    output('ReconcileFunctionArn', functions.get('reconcile').functionArn);
    output('AlarmTopicArn', alarms.topic.topicArn);
    output('ScenariosTableName', tables.scenarios.tableName);
    output('SessionsTableName', tables.sessions.tableName);
    output('AuditTableName', tables.audit.tableName);
  }
}
