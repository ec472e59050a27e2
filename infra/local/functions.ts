import { join } from 'node:path';
import * as z from 'zod';
import { LOCAL_NAME } from '../names.ts';
import type { Intrinsics } from './intrinsics.ts';
import { type LocalRole, readRole } from './role-statements.ts';
import type { Template } from './template.ts';

/** A Lambda as the template describes it. */
export interface LocalFunction {
  /** Kebab case, without the stage. */
  readonly name: string;
  readonly functionName: string;
  readonly arn: string;
  readonly codeFile: string;
  readonly handlerName: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly role: LocalRole;
}

const Properties = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  Timeout: z.number(),
  MemorySize: z.number(),
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
});

/** Every Lambda of the template that has a name inside the system; CDK's own helpers have none. */
export function readFunctions(template: Template, intrinsics: Intrinsics): LocalFunction[] {
  return template.ofType('AWS::Lambda::Function').flatMap(({ logicalId, resource }) => {
    const name = resource.Metadata[LOCAL_NAME];
    if (typeof name !== 'string') return [];
    const { FunctionName, Handler, Timeout, MemorySize, Code, Environment } = resource.Properties;
    const properties = Properties.parse(
      intrinsics.resolve({ FunctionName, Handler, Timeout, MemorySize, Code, Environment }),
    );
    const [file = '', handlerName = ''] = properties.Handler.split('.');
    return {
      name,
      functionName: properties.FunctionName,
      arn: intrinsics.arnOf(logicalId),
      codeFile: join(template.assetFolder(properties.Code.S3Key), `${file}.mjs`),
      handlerName,
      timeoutMs: properties.Timeout * 1000,
      memoryMb: properties.MemorySize,
      environment: properties.Environment?.Variables ?? {},
      role: readRole(template, intrinsics, resource.Properties.Role),
    };
  });
}
