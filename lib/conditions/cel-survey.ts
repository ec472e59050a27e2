import type { ASTNode } from '@marcbachmann/cel-js';

/** What an expression refers to and does, before it is checked or run. */
export interface Survey {
  /** Names that are not bound within the expression: fields. */
  readonly fields: ReadonlySet<string>;
  /** It loops or matches patterns: how long it takes is not bounded by its length. */
  readonly loops: boolean;
  /** It does something that is not offered. */
  readonly refused: boolean;
}

const FUNCTIONS = new Set(['has', 'size', 'int', 'double', 'string', 'bool', 'timestamp', 'duration', 'dyn']);
const METHODS = new Set([
  ...['size', 'contains', 'startsWith', 'endsWith', 'lowerAscii', 'upperAscii', 'trim'],
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'],
  ...['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'],
]);
/** Methods whose first argument names the element. */
const LOOPS = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
/** Loops in a row multiply what they make; loops within loops multiply their time and are not offered. */
const MAX_LOOPS = 4;

/** Surveys an expression. Only what is listed here is offered: nothing that grows values without bound. */
export function survey(root: ASTNode): Survey {
  const fields = new Set<string>();
  let loops = 0;
  let patterns = 0;
  let refused = false;

  const visitAll = (nodes: readonly ASTNode[], element?: string) => {
    for (const node of nodes) visit(node, element);
  };
  const visitLoop = (receiver: ASTNode, args: readonly ASTNode[], element: string | undefined) => {
    const [variable, ...bodies] = args;
    if (element !== undefined || variable?.op !== 'id') refused = true;
    else visitAll(bodies, variable.args);
    loops++;
    visit(receiver, element);
  };
  const visit = (node: ASTNode, element?: string): void => {
    switch (node.op) {
      case 'value':
        return;
      case 'id':
        if (node.args !== element) fields.add(node.args);
        return;
      case '.':
      case '.?':
        visit(node.args[0], element);
        return;
      case 'call':
        if (!FUNCTIONS.has(node.args[0])) refused = true;
        visitAll(node.args[1], element);
        return;
      case 'rcall': {
        const [method, receiver, args] = node.args;
        if (LOOPS.has(method)) {
          visitLoop(receiver, args, element);
          return;
        }
        if (method === 'matches') patterns++;
        else if (!METHODS.has(method)) refused = true;
        visitAll([receiver, ...args], element);
        return;
      }
      case 'map':
        visitAll(node.args.flat(), element);
        return;
      case '!_':
      case '-_':
        visit(node.args, element);
        return;
      default:
        visitAll(node.args, element);
    }
  };
  visit(root);
  return { fields, loops: loops + patterns > 0, refused: refused || loops > MAX_LOOPS };
}
