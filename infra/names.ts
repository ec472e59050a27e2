/**
 * What something of a stage is called in an account that other products and other stages share:
 * `midstream-<stage>-<name>`. As no name ends like another one (`plan` and `get-plan` would), no two stages share any.
 */
export function physicalName(stage: string, name?: string): string {
  return ['midstream', stage, ...(name === undefined ? [] : [name])].join('-');
}

/** The function's name inside the system, without the stage; template metadata that the local stack reads. */
export const LOCAL_NAME = 'midstream:name';

/** `mark-sessions` as a construct id: `MarkSessions`. */
export function pascalCase(kebab: string): string {
  return kebab
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
