import { z } from "zod";
import { AwsError } from "../service.ts";

const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);
const stackName = z.string().regex(/^([a-zA-Z][-a-zA-Z0-9]{0,127}|arn:[-a-zA-Z0-9:/._+]*)$/);
const changeSetName = z.string().regex(/^([a-zA-Z][-a-zA-Z0-9]{0,127}|arn:[-a-zA-Z0-9:/]*)$/);
const token = z.string().regex(/^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$/);
const tags = listOf(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));
const roleArn = z.string().min(20).max(2048);
const deploymentConfig = z.object({ Mode: z.string().optional() }).optional();

/** The requests that the sandbox reads, by operation. What it does not list here it does not look at. */
export const requests = {
  ofStack: z.object({ StackName: stackName, NextToken: z.string().optional() }),
  listing: z.object({
    StackName: stackName.optional(),
    NextToken: z.string().optional(),
    StackStatusFilter: listOf(z.string()),
    LogicalResourceId: z.string().optional(),
  }),
  validateTemplate: z.object({ TemplateBody: z.string().optional() }),
  createChangeSet: z.object({
    StackName: stackName,
    ChangeSetName: z.string().regex(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/),
    ChangeSetType: z.enum(["CREATE", "UPDATE", "IMPORT"]).default("UPDATE"),
    TemplateBody: z.string().optional(),
    UsePreviousTemplate: flag.default(false),
    Description: z.string().optional(),
    ClientToken: token.optional(),
    OnStackFailure: z.enum(["DELETE", "DO_NOTHING", "ROLLBACK"]).optional(),
    RoleARN: roleArn.optional(),
    Capabilities: listOf(z.string()),
    Parameters: listOf(
      z.object({
        ParameterKey: z.string(),
        ParameterValue: z.string().optional(),
        UsePreviousValue: flag.default(false),
      }),
    ),
    Tags: tags,
    DeploymentConfig: deploymentConfig,
  }),
  changeSet: z.object({
    ChangeSetName: changeSetName,
    StackName: stackName.optional(),
    NextToken: z.string().optional(),
  }),
  executeChangeSet: z.object({
    ChangeSetName: changeSetName,
    StackName: stackName.optional(),
    ClientRequestToken: token.optional(),
    DisableRollback: flag.default(false),
  }),
  getTemplate: z.object({ StackName: stackName.optional(), ChangeSetName: changeSetName.optional() }),
  describeEvents: z.object({
    StackName: stackName.optional(),
    OperationId: z.string().optional(),
    ChangeSetName: changeSetName.optional(),
    Filters: z.object({ FailedEvents: flag.default(false) }).default({ FailedEvents: false }),
    NextToken: z.string().optional(),
  }),
  continueUpdateRollback: z.object({
    StackName: stackName,
    RoleARN: roleArn.optional(),
    ClientRequestToken: token.optional(),
    ResourcesToSkip: listOf(z.string()),
  }),
  cancelUpdateStack: z.object({ StackName: stackName, ClientRequestToken: token.optional() }),
  deleteStack: z.object({
    StackName: stackName,
    RoleARN: roleArn.optional(),
    ClientRequestToken: token.optional(),
    RetainResources: listOf(z.string()),
    DeletionMode: z.string().default("STANDARD"),
    DeploymentConfig: deploymentConfig,
  }),
  protection: z.object({ StackName: stackName, EnableTerminationProtection: flag }),
} as const;

/** A list that may be left out; an empty one is written `Tags=` by the Query protocol, as `aws cloudformation deploy` sends it. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => (value === "" ? [] : value), z.array(item).default([]));
}

/** Reads a request. Throws `ValidationError` in the words in which AWS tells that a member does not fit. */
export function read<Shape extends z.ZodType>(shape: Shape, input: Record<string, unknown>): z.output<Shape> {
  const result = shape.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = (issue?.path ?? []).map(String);
  const name = path.map((step) => step.charAt(0).toLowerCase() + step.slice(1)).join(".");
  const value = path.reduce<unknown>((at, step) => Object(at)[step], input);
  const needed =
    value === undefined ? "Member must not be null" : `Member must satisfy: ${issue?.message ?? ""}`;
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value ${value === undefined ? "null" : `'${String(value)}'`} at '${name}' failed to satisfy constraint: ${needed}`,
  );
}

/** One page of a list whose entries keep their places: the token is the place to go on at. */
export function page<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
): { readonly items: readonly Item[]; readonly next: { readonly NextToken?: string } } {
  const from = place(token, 0);
  const until = from + size;
  return {
    items: items.slice(from, until),
    next: until < items.length ? { NextToken: nextToken(until) } : {},
  };
}

/** One page of a growing list, newest first: what is added between two pages moves nothing. */
export function pageNewestFirst<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
): { readonly items: readonly Item[]; readonly next: { readonly NextToken?: string } } {
  const until = place(token, items.length);
  const from = Math.max(0, until - size);
  return { items: items.slice(from, until).reverse(), next: from > 0 ? { NextToken: nextToken(from) } : {} };
}

function place(token: string | undefined, first: number): number {
  if (token === undefined) return first;
  const at = Number(Buffer.from(token, "base64url").toString());
  if (!Number.isSafeInteger(at) || at < 0) {
    throw new AwsError("ValidationError", "The pagination token is invalid.");
  }
  return at;
}

function nextToken(at: number): string {
  return Buffer.from(String(at)).toString("base64url");
}
