import * as z from 'zod';

/** One thing that IAM is asked about. */
export interface Permission {
  /** Such as `dynamodb:GetItem`. */
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
}

/** A statement of a role's policies, with what is referred to resolved; `*` in a resource stands for anything. */
export const StatementSchema = z.object({ actions: z.array(z.string()), resources: z.array(z.string()) });
export type Statement = z.infer<typeof StatementSchema>;

/** Decides by a role's statements, each question once. */
export class Permissions {
  readonly #statements: readonly { readonly actions: readonly string[]; readonly resource: RegExp }[];
  readonly #decided = new Map<string, boolean>();
  readonly #onUse: (permission: Permission) => void;

  /** @param onUse is told of what was asked for and allowed, once */
  constructor(statements: readonly Statement[], onUse: (permission: Permission) => void = () => {}) {
    this.#statements = statements.flatMap(({ actions, resources }) =>
      resources.map((resource) => ({ actions, resource: patternOf(resource) })),
    );
    this.#onUse = onUse;
  }

  allows(permission: Permission): boolean {
    const { action, resource } = permission;
    const question = `${action} ${resource}`;
    const decided = this.#decided.get(question);
    if (decided !== undefined) return decided;
    const allowed = this.#statements.some(
      (statement) => statement.actions.includes(action) && statement.resource.test(resource),
    );
    this.#decided.set(question, allowed);
    if (allowed) this.#onUse(permission);
    return allowed;
  }
}

function patternOf(resource: string): RegExp {
  const parts = resource.split('*').map((part) => part.replaceAll(/[^\w]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
