/** The function's name inside the system, without the stage; template metadata that the local stack reads. */
export const LOCAL_NAME = 'midstream:name';

/** `mark-sessions` as a construct id: `MarkSessions`. */
export function pascalCase(kebab: string): string {
  return kebab
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
