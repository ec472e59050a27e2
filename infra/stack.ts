import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FUNCTIONS } from '../functions/catalog.ts';
import { Alarms } from './alarms.ts';
import { PRODUCTION, type Settings } from './context.ts';
import { MidstreamDashboard } from './dashboard.ts';
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
    const production = settings.stage === PRODUCTION;
    const tokens = new TokenParameters(this, 'Tokens');
    const tables = new Tables(this, 'Tables', { production });
    const functions = new Functions(this, 'Functions', { ...settings, tables, tokens });
    const deployment = new DeploymentMachine(this, 'Deployment', functions);
    for (const spec of FUNCTIONS.filter(({ deploys }) => deploys === true)) {
      deployment.allowDeployments(functions.get(spec.name));
    }
    const api = new MidstreamHttpApi(this, 'Http', { stage: settings.stage, functions, tokens });
    const { deadLetters } = new OutcomeCounts(this, 'OutcomeCounts', {
      audit: tables.audit,
      counter: functions.get('count-outcomes'),
      production,
    });
    new CleanupSchedule(this, 'Cleanup', functions.get('retention-cleanup'));

    const { machine } = deployment;
    const observed = { functions, tables, machine, api: api.api, deadLetters, stage: settings.stage };
    const alarms = new Alarms(this, 'Alarms', { ...observed, runbook: settings.runbook });
    new MidstreamDashboard(this, 'Dashboard', { ...observed, alarms: alarms.all });

    const output = (name: string, value: string) => new CfnOutput(this, name, { value });
    output('ApiUrl', api.url);
    output('ReconcileFunctionArn', functions.get('reconcile').functionArn);
    output('AlarmTopicArn', alarms.topic.topicArn);
    output('ScenariosTableName', tables.scenarios.tableName);
    output('SessionsTableName', tables.sessions.tableName);
    output('AuditTableName', tables.audit.tableName);
  }
}
