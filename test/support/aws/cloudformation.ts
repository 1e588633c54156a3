import { readFileSync } from "node:fs";
import { administrator } from "../../../sandbox/aws/access/caller.ts";
import { createCloudFormation } from "../../../sandbox/aws/cloudformation/cloudformation.ts";
import { memorySetting, smallWorld } from "./sandbox-world.ts";

/** The product's own template. */
export const TEMPLATE = readFileSync(
  new URL("../../../cloudformation/loan-tracker.yaml", import.meta.url),
  "utf8",
);

/** An answer, or a part of one. */
export type Fields = Record<string, unknown>;
/** A list in an answer. */
export type Rows = readonly Fields[];

/** What the product's template must be given, and more. */
export const ownParameters = (more: Readonly<Record<string, string>> = {}) =>
  Object.entries({ BucketName: "lake", MetabaseAmi: "ami-0a1b2c3d4e5f60718", ...more }).map(
    ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
  );

/** CloudFormation in a small world of its own, and the moves that the tests make most. */
export function cloudFormationSandbox(saved?: Map<string, string>, outside = smallWorld()) {
  const memory = memorySetting(saved);
  const service = createCloudFormation(memory.setting, outside.world);
  const call = async (operation: string, input: Fields = {}): Promise<Fields> => ({
    ...(await service.operations[operation]?.(input, administrator(memory.setting.account))),
  });
  const rows = async (operation: string, list: string, input: Fields = {}): Promise<Rows> => {
    const all: Fields[] = [];
    let NextToken: unknown;
    do {
      const answer = await call(operation, { ...input, ...(NextToken === undefined ? {} : { NextToken }) });
      all.push(...(answer[list] as Rows));
      NextToken = answer["NextToken"];
    } while (NextToken !== undefined);
    return all;
  };
  const stack = async (StackName = "loan-tracker"): Promise<Fields> => {
    const [found = {}] = (await call("DescribeStacks", { StackName }))["Stacks"] as Rows;
    return found;
  };
  const changeSet = (ChangeSetName: string, more: Fields = {}) =>
    call("CreateChangeSet", {
      StackName: "loan-tracker",
      ChangeSetName,
      ChangeSetType: "CREATE",
      TemplateBody: TEMPLATE,
      Capabilities: ["CAPABILITY_IAM"],
      Parameters: ownParameters(),
      Tags: [{ Key: "loan-tracker:stack", Value: "loan-tracker" }],
      ...more,
    });
  const computed = (ChangeSetName: string): Promise<Fields> =>
    settled(
      () => call("DescribeChangeSet", { StackName: "loan-tracker", ChangeSetName }),
      ({ Status }) => Status === "CREATE_COMPLETE" || Status === "FAILED",
    );
  const ended = (name?: unknown): Promise<Fields> =>
    settled(
      () => stack(name as string | undefined),
      ({ StackStatus }) => !String(StackStatus).endsWith("_IN_PROGRESS"),
    );
  const deployed = async (more: Fields = {}): Promise<Fields> => {
    await changeSet("plan-1", more);
    await computed("plan-1");
    await call("ExecuteChangeSet", {
      StackName: "loan-tracker",
      ChangeSetName: "plan-1",
      ClientRequestToken: "apply-1",
    });
    return ended();
  };
  return { ...memory, ...outside, service, call, rows, stack, changeSet, computed, ended, deployed };
}

/** Looks every 2 ms until what it sees is settled. */
export async function settled(
  look: () => Promise<Fields>,
  isSettled: (seen: Fields) => boolean,
): Promise<Fields> {
  for (;;) {
    const seen = await look();
    if (isSettled(seen)) return seen;
    await new Promise((go) => setTimeout(go, 2));
  }
}

/** The statuses of resources or events. */
export const statuses = (rows: Rows) => rows.map((row) => row["ResourceStatus"]);
