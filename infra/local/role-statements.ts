import * as z from 'zod';
import type { Intrinsics } from './intrinsics.ts';
import type { Statement } from './permission.ts';
import type { Template } from './template.ts';

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([z.array(schema), schema.transform((each) => [each])]);

/** Strict: what a condition or a denial would mean here, nobody has said. */
const AllowSchema = z.strictObject({
  Effect: z.literal('Allow'),
  Action: oneOrMore(z.string()),
  Resource: oneOrMore(z.unknown()),
});
const PolicySchema = z.object({
  Roles: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({ Statement: z.array(z.looseObject({ Action: oneOrMore(z.string()) })) }),
});
const RoleSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

/** The services that there are on this machine. */
const SERVICES = /^(dynamodb|states):/;
/** What a function's role is needed for although the function does not send it: it is fed from a stream. */
const FEEDING = /:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/;

/** A role of the template, and what it allows of what is sent on this machine. */
export interface LocalRole {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** @param role the property of a function that refers to it */
export function readRole(template: Template, intrinsics: Intrinsics, role: unknown): LocalRole {
  const [roleId] = RoleSchema.parse(role)['Fn::GetAtt'];
  const statements = template
    .ofType('AWS::IAM::Policy')
    .map(({ resource }) => PolicySchema.parse(resource.Properties))
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === roleId))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action }) => Action.some((action) => SERVICES.test(action) && !FEEDING.test(action)))
    .map((statement) => {
      const { Action, Resource } = AllowSchema.parse(statement);
      return { actions: Action, resources: Resource.map((each) => String(intrinsics.resolve(each))) };
    });
  return { name: intrinsics.nameOf(roleId), statements };
}
