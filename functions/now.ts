/** Time is a dependency: read at every call, never when a module is loaded. */
export const now = (): Date => new Date();
