import { describe, expect, test } from "vitest";
import type { ResourceEvent } from "../../../src/domain/aws/diagnosis.ts";
import type { KeptVersions } from "../../../src/domain/aws/kept-versions.ts";
import { StackStatus } from "../../../src/domain/aws/stack-status.ts";
import type { StepContext } from "../../../src/jobs/engine/workflow.ts";
import type { Plan } from "../../../src/jobs/workflows/deploy/stop-apply.ts";
import { stopApply } from "../../../src/jobs/workflows/deploy/stop-apply.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

/** What a cancel finds in CloudFormation while a plan is applied, one look for each state it can be in. */

const STOP = "deploy-loans-1-apply-a1-stop";
const STACK = "AWS::CloudFormation::Stack";
const plan: Plan = { kind: "create", stackId: "arn:stack", changeSetId: "arn:set", changes: [] };
const event = (logicalId: string, status: string, reason: string, token: string | null): ResourceEvent => ({
  ...{ id: `${logicalId}-${status}`, at: "2026-11-23T04:00:00Z", logicalId, type: "AWS::S3::Bucket" },
  ...{ status, reason, token },
});

interface Found {
  readonly status: string | null;
  readonly execution?: "underway" | null;
  readonly changeSetId?: string;
  readonly events?: readonly ResourceEvent[];
  /** What the stack's bucket holds; absent: the stack has none, or not any more. */
  readonly lake?: readonly string[];
  /** What S3 keeps of it. */
  readonly kept?: KeptVersions;
}

const locked: KeptVersions = {
  ...{ locked: 2, examples: [{ key: "logs/a.gz", versionId: "v1" }], isAll: true },
  ...{ refused: 0, refusal: null },
};

/** One look of the stop; answers what it came to and what it deleted. */
async function look(found: Found, what: Plan = plan) {
  const deleted: string[] = [];
  const purged: string[] = [];
  const canceled: string[] = [];
  const { lake: keys } = found;
  const stacks = {
    see: async () =>
      found.status === null
        ? null
        : {
            id: "arn:stack",
            name: "loans",
            status: new StackStatus(found.status),
            changeSetId: found.changeSetId ?? "arn:set",
          },
    seeChangeSet: async () => ({ execution: found.execution ?? null }),
    resources: async () =>
      keys === undefined ? [] : [{ logicalId: "Lake", physicalId: "lake", phase: "failed" }],
    events: async ({ token }: { readonly token?: string }) =>
      (found.events ?? []).filter((one) => token === undefined || one.token === token),
    cancelUpdate: async ({ token }: { readonly token: string }) => void canceled.push(token),
    deleteStack: async ({ token }: { readonly token: string }) => void deleted.push(token),
  };
  const lake = {
    makerOf: async () => ({ stackId: "arn:stack" }),
    isEmpty: async () => keys?.length === 0,
    besides: async ({ prefix }: { readonly prefix: string }) =>
      keys?.filter((key) => !key.startsWith(prefix)),
    purge: async ({ prefix }: { readonly prefix: string }) => {
      purged.push(prefix);
      return { kept: found.kept ?? null };
    },
  };
  const context = {
    world: {
      ...{ stacks, lake, settings: { stack: "loans" } },
      network: { region: "us-west-1", inVpc: async () => [] },
    } as unknown as World,
    key: "deploy-loans-1-apply-a1",
    confirmOwner: async () => {},
  } as unknown as StepContext<unknown, unknown, World>;
  const came = await stopApply(context, what);
  const text = came.is === "done" ? came.says : (came.progress?.text ?? "underway");
  return {
    came: text,
    deleted,
    ...(purged.length === 0 ? {} : { purged }),
    ...(canceled.length === 0 ? {} : { canceled }),
  };
}

describe("stopping a creation", () => {
  test.each([
    ["CREATE_IN_PROGRESS", "deleting what was made", [STOP]],
    ["ROLLBACK_FAILED", "deleting what was made", [STOP]],
    ["DELETE_IN_PROGRESS", "deleting what was made", []],
    ["ROLLBACK_IN_PROGRESS", "rolling back", []],
    ["ROLLBACK_COMPLETE", "CloudFormation had rolled it back; the next deploy clears what is left", []],
    ["CREATE_COMPLETE", "it was complete before it could be stopped, so the stack is there", []],
    ["DELETE_COMPLETE", "CloudFormation has deleted what it had made", []],
    [null, "CloudFormation has deleted what it had made", []],
  ] as const)("that is %s: %s", async (status, came, deleted) => {
    expect(await look({ status })).toEqual({ came, deleted });
  });

  test("that was asked for but has not begun waits for what that comes to", async () => {
    const begun = { status: "REVIEW_IN_PROGRESS", execution: "underway" } as const;
    expect(await look(begun)).toEqual({ came: "underway", deleted: [] });
    expect(await look({ status: "REVIEW_IN_PROGRESS" })).toEqual({
      came: "nothing of the plan was carried out",
      deleted: [],
    });
  });

  const kept = event("Lake", "DELETE_FAILED", "The bucket you tried to delete is not empty", STOP);

  test.each(["DELETE_FAILED", "ROLLBACK_FAILED"])(
    "that is %s because EMR pushed its logs to the cluster's end empties the lake of them, and deletes once more",
    async (status) => {
      const found = { status, events: [kept] };
      expect(await look({ ...found, lake: ["logs/emr/j-1/node/i-0/a.gz"] })).toEqual({
        came: "emptying the lake of EMR's logs",
        deleted: [],
        purged: ["logs/"],
      });
      expect(await look({ ...found, lake: [] })).toEqual({
        came: "deleting what was made",
        deleted: [`${STOP}-2`],
      });
    },
  );

  test("whose lake holds more than logs takes nothing out of it, names that, and says who may", async () => {
    const lake = ["logs/emr/a.gz", "raw/loan.csv"];
    await expect(look({ status: "DELETE_FAILED", events: [kept], lake })).rejects.toMatchObject({
      code: "lake-not-empty",
      says: 'emptying the lake "lake": it holds more than EMR\'s logs: "raw/loan.csv"',
      remedy: expect.stringContaining("`/loans teardown`"),
    });
  });

  test("whose logs object lock keeps says so, and that the next deploy clears them", async () => {
    const found = { status: "DELETE_FAILED", events: [kept], lake: ["logs/a.gz"], kept: locked };
    await expect(look(found)).rejects.toMatchObject({
      code: "lake-locked",
      remedy: expect.stringMatching(
        /once that is over or lifted, type `\/loans deploy`, which clears what is left$/,
      ),
    });
  });

  test("that cannot be deleted again says what was left and why, not why the creation had failed before", async () => {
    const events = [
      event("RedshiftCluster", "CREATE_FAILED", "The node type is not offered", "deploy-loans-1-apply-a1"),
      event("Lake", "DELETE_FAILED", "The bucket you tried to delete is not empty", STOP),
    ];
    await expect(look({ status: "DELETE_FAILED", events })).rejects.toMatchObject({
      code: "remains-left",
      message: expect.stringContaining("deleting Lake: The bucket you tried to delete is not empty"),
      remedy: expect.stringContaining("`/loans deploy`"),
    });
  });
});

describe("a deletion that is tried again", () => {
  test("tells what kept it this time, not what is out of the way by now", async () => {
    const begun = { ...event("loans", "DELETE_IN_PROGRESS", "User Initiated", STOP), type: STACK };
    const events = [
      begun,
      event("Lake", "DELETE_FAILED", "The bucket you tried to delete is not empty", STOP),
      { ...begun, token: `${STOP}-2` },
      event("Vpc", "DELETE_FAILED", "The vpc 'vpc-1' has dependencies and cannot be deleted.", `${STOP}-2`),
    ];
    await expect(look({ status: "DELETE_FAILED", events, lake: [] })).rejects.toMatchObject({
      message: expect.stringContaining("deleting Vpc: The vpc 'vpc-1' has dependencies"),
    });
  });
});

describe("stopping a change of an existing stack", () => {
  const update: Plan = { ...plan, kind: "update" };

  const back = "taking the change back";
  const stands = "CloudFormation took the change back: the stack stands as it was before, and takes runs";
  const complete = "it was complete before it could be stopped, so the stack is as the plan has it";
  test.each([
    // AWS cancels in this state alone, and refuses a second time.
    ["UPDATE_IN_PROGRESS", back, [STOP]],
    ["UPDATE_ROLLBACK_IN_PROGRESS", back, []],
    ["UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", back, []],
    ["UPDATE_ROLLBACK_COMPLETE", stands, []],
    ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", complete, []],
    ["UPDATE_COMPLETE", complete, []],
  ] as const)("that is %s: %s", async (status, came, canceled) => {
    const did = { came, deleted: [], ...(canceled.length === 0 ? {} : { canceled }) };
    expect(await look({ status }, update)).toEqual(did);
  });

  test("that AWS could not take back is told, and who goes on with that", async () => {
    await expect(look({ status: "UPDATE_ROLLBACK_FAILED" }, update)).rejects.toMatchObject({
      code: "change-stuck",
      message: expect.stringContaining(
        'taking back the change of "loans": CloudFormation could not (UPDATE_ROLLBACK_FAILED)',
      ),
      remedy: expect.stringContaining("`/loans deploy`, which goes on with that"),
    });
  });

  test("that another plan has made since, or that had nothing to change, leaves it alone", async () => {
    expect(await look({ status: "UPDATE_IN_PROGRESS", changeSetId: "arn:other" }, update)).toEqual({
      came: "nothing of the plan was carried out",
      deleted: [],
    });
    expect(await look({ status: "CREATE_COMPLETE" }, { ...plan, kind: "none" })).toEqual({
      came: "nothing had to change",
      deleted: [],
    });
  });
});
