import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  CustomerManagedEncryptionConfiguration,
  DefinitionBody,
  DistributedMap,
  Errors,
  Fail,
  type IChainable,
  JsonPath,
  LogLevel,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { FUNCTIONS } from '../functions/catalog.ts';
import { ENV } from '../lib/config/environment.ts';
import { UNITS_AT_ONCE } from '../lib/deployment/units.ts';
import { ERROR_NAMES } from '../lib/errors.ts';
import type { Encryption } from './encryption.ts';
import type { Functions } from './functions.ts';
import { pascalCase, physicalName } from './names.ts';
import { ownService } from './principals.ts';
import { LAMBDA_SERVICE, NO_ANSWER, UNAVAILABLE } from './retry-policies.ts';
import { createLogGroup, type StageProps } from './stage.ts';
import { acknowledgeMachinePolicies, acknowledgeStopExecution } from './state-machine-findings.ts';

const TASKS = ['prepare-deployment', 'mark-sessions', 'publish-version', 'fail-deployment'] as const;
type TaskName = (typeof TASKS)[number];

const IDS = {
  tenant_id: JsonPath.stringAt('$.tenant_id'),
  plan_id: JsonPath.stringAt('$.plan_id'),
  deployment_id: JsonPath.stringAt('$.deployment_id'),
};

export interface DeploymentMachineProps extends StageProps {
  readonly functions: Functions;
}

/**
 * One deployment: prepare its units, mark the sessions of each, publish. Every task may be run again at any point.
 * Input: `{tenant_id, plan_id, deployment_id}`.
 */
export class DeploymentMachine extends Construct {
  readonly #machine: StateMachine;
  readonly #encryption: Encryption;

  constructor(scope: Construct, id: string, props: DeploymentMachineProps) {
    super(scope, id);
    const { functions, encryption } = props;
    this.#encryption = encryption;
    const name = physicalName(props.stage, 'deployment');
    const logs = createLogGroup(this, 'Logs', `/aws/vendedlogs/states/${name}`, props);
    const role = new Role(this, 'Role', { assumedBy: ownService(this, 'states') });
    this.#machine = new StateMachine(this, 'Machine', {
      role,
      stateMachineName: name,
      ...(encryption.key && {
        encryptionConfiguration: new CustomerManagedEncryptionConfiguration(encryption.key),
      }),
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(this.#definition(functions)),
      tracingEnabled: true,
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
    });
    if (encryption.key) allowUnitsKey(role, encryption.key, name);
    acknowledgeMachinePolicies(
      role,
      this.#machine,
      TASKS.map((name) => functions.get(name)),
    );
  }

  get machine(): StateMachine {
    return this.#machine;
  }

  /** Lets a function start deployments, or stop them. */
  allow(what: 'start' | 'stop', lambda: Lambda): void {
    const { stateMachineArn, stateMachineName } = this.#machine;
    const allow = (action: string, resource: string) =>
      lambda.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
    lambda.addEnvironment(ENV.stateMachineArn, stateMachineArn);
    if (lambda.role) this.#encryption.allow(lambda.role, 'states', 'send');
    if (what === 'start') {
      allow('states:StartExecution', stateMachineArn);
      return;
    }
    const executions = `execution:${stateMachineName}:*`;
    allow('states:StopExecution', Stack.of(this).formatArn({ service: 'states', resource: executions }));
    if (lambda.role) acknowledgeStopExecution(lambda.role, this.#machine);
  }

  #definition(functions: Functions): IChainable {
    const stopped = new Succeed(this, 'Stopped', {
      comment: 'Cancelled, or ended by another execution: there is nothing left to do',
    });
    const failed = this.#task(
      'fail-deployment',
      functions,
      { ...IDS, error: JsonPath.objectAt('$.error') },
      // Keeps the error for the state that follows.
      JsonPath.DISCARD,
    );
    failed.next(new Fail(this, 'Failed', { errorPath: '$.error.Error', causePath: '$.error.Cause' }));

    const prepare = this.#task('prepare-deployment', functions);
    const mark = this.#markUnits(functions);
    const publish = this.#task('publish-version', functions, IDS);
    for (const state of [prepare, mark, publish]) {
      if (state !== mark)
        state.addCatch(stopped, { errors: [ERROR_NAMES.deploymentStopped], resultPath: '$.error' });
      state.addCatch(failed, { errors: [Errors.ALL], resultPath: '$.error' });
    }
    return prepare.next(mark).next(publish).next(new Succeed(this, 'Deployed'));
  }

  /**
   * A unit is worked page by page until done. As executions of their own, units stay out of the history of 25,000
   * events that one execution may have. They are Standard, for an Express execution ends after five minutes and a
   * unit may hold any number of sessions.
   */
  #markUnits(functions: Functions): DistributedMap {
    const marked = new Succeed(this, 'UnitMarked', {
      // All results together may be 256 KiB: 2,000 units must answer next to nothing.
      outputPath: JsonPath.DISCARD,
    });
    const stopped = new Succeed(this, 'UnitStopped', {
      comment: 'The map hides the names of its units’ errors; publishing finds out by itself and stops',
      outputPath: JsonPath.DISCARD,
    });
    const mark = this.#task('mark-sessions', functions);
    mark.addCatch(stopped, { errors: [ERROR_NAMES.deploymentStopped] });
    mark.next(
      new Choice(this, 'UnitDone').when(Condition.booleanEquals('$.done', true), marked).otherwise(mark),
    );
    return new DistributedMap(this, 'MarkUnits', {
      itemsPath: '$.units',
      itemSelector: { ...IDS, unit: JsonPath.numberAt('$$.Map.Item.Value') },
      mapExecutionType: StateMachineType.STANDARD,
      maxConcurrency: UNITS_AT_ONCE,
      resultPath: JsonPath.DISCARD,
    }).itemProcessor(mark);
  }

  /** A state that runs the function, with the retries that all of them have. */
  #task(
    name: TaskName,
    functions: Functions,
    payload?: Record<string, unknown>,
    resultPath?: string,
  ): LambdaInvoke {
    const spec = FUNCTIONS.find((candidate) => candidate.name === name);
    if (spec === undefined) throw new Error(`functions/catalog.ts has no function ${name}`);
    const task = new LambdaInvoke(this, pascalCase(name), {
      lambdaFunction: functions.get(name),
      payloadResponseOnly: true,
      // A little longer than the function itself may run, so that its own timeout is what is seen.
      taskTimeout: Timeout.duration(Duration.seconds(spec.timeoutSeconds + 10)),
      retryOnServiceExceptions: false,
      ...(payload && { payload: TaskInput.fromObject(payload) }),
      ...(resultPath !== undefined && { resultPath }),
    });
    for (const policy of [LAMBDA_SERVICE, UNAVAILABLE, NO_ANSWER]) task.addRetry(policy);
    return task;
  }
}

/** CDK lets the machine use its key for its own executions; those of its map are of `<machine>/<map>`. */
function allowUnitsKey(role: Role, key: IKey, machineName: string): void {
  const units = Stack.of(role).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: `${machineName}/*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [key.keyArn],
      conditions: { StringLike: { 'kms:EncryptionContext:aws:states:stateMachineArn': units } },
    }),
  );
}
