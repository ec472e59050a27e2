import type { IConstruct } from 'constructs';
import { acknowledgeWildcard, arnPrefix, logicalIdOf } from './nag.ts';

/** Accepts the wildcards in the policies that CDK writes for the machine's own role. */
export function acknowledgeMachinePolicies(
  role: IConstruct,
  machine: IConstruct,
  tasks: readonly IConstruct[],
): void {
  acknowledgeWildcard(role, '*', 'X-Ray and the delivery of logs by CloudWatch take no resource.');
  for (const task of tasks) {
    acknowledgeWildcard(
      role,
      `<${logicalIdOf(task)}.Arn>:*`,
      'CDK lets the machine invoke the versions of its tasks too; there are none.',
    );
  }
  const name = `{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${logicalIdOf(machine)}"}]}]}`;
  for (const executions of [`${name}:*`, `${name}/*:*`]) {
    // CDK keeps this policy beside the machine.
    acknowledgeWildcard(
      machine,
      `${arnPrefix('states')}:execution:${executions}`,
      'A distributed map starts and stops executions of its own machine, whose names nobody knows before.',
    );
  }
}

/** Accepts that a role may stop any execution of the machine. */
export function acknowledgeStopExecution(role: IConstruct, machine: IConstruct): void {
  acknowledgeWildcard(
    role,
    `${arnPrefix('states')}:execution:<${logicalIdOf(machine)}.Name>:*`,
    'Which executions there will be is not known before; only those of the deployment machine may be stopped.',
  );
}
