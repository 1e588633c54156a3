import { describe, expect, test } from "vitest";
import type { KeptVersions } from "../../../src/domain/aws/kept-versions.ts";
import { StackStatus } from "../../../src/domain/aws/stack-status.ts";
import type { Sighting, WatchedStep } from "../../../src/jobs/engine/workflow.ts";
import { teardownStack } from "../../../src/jobs/workflows/teardown/teardown-stack.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

/** Which stack and which lake a teardown takes for its own. */

const OLD = "arn:old";
const BUCKET = "loans-123-us-west-1";
const OPENED = "2026-11-20T12:00:00.000Z";

interface Found {
  /** Stacks by id; the one that its name finds is the last that is not deleted. */
  readonly stacks: readonly { readonly id: string; readonly status: string; readonly createdAt: string }[];
  /** How the bucket stands among the old stack's resources. */
  readonly bucketPhase?: "done" | "gone" | "failed";
  /** The stack that the bucket's own tag names; `null`: somebody made it by hand. `undefined`: there is no such bucket. */
  readonly maker?: string | null | undefined;
  /** Whether a cluster with the stack's tag is live. */
  readonly isLive?: boolean;
  /** The stack that the run names; `null`: none, as earlier versions wrote it. */
  readonly asked?: string | null;
  /** What S3 keeps of the lake. */
  readonly kept?: KeptVersions;
}

const locked: KeptVersions = {
  ...{ locked: 2, examples: [{ key: "logs/a.gz", versionId: "v1" }], isAll: true },
  ...{ refused: 0, refusal: null },
};

const before = "2026-11-20T08:00:00.000Z";
const after = "2026-11-20T16:00:00.000Z";
const old = (status: string) => ({ id: OLD, status, createdAt: before });
const anew = { id: "arn:new", status: "CREATE_COMPLETE", createdAt: after };

/** One look at that step of a teardown of the old stack, and one try to act; answers the look and what was done. */
async function at(name: string, found: Found) {
  const { stacks, bucketPhase = "done", asked = OLD, isLive = true, kept = null } = found;
  const maker = "maker" in found ? found.maker : OLD;
  const did: string[] = [];
  const facts = stacks.map(({ status, ...stack }) => ({
    ...stack,
    status: new StackStatus(status),
    outputs: {},
  }));
  const world = {
    settings: { stack: "loans", approvals: ["teardown"] },
    stacks: {
      see: async (nameOrId: string) =>
        nameOrId === "loans"
          ? (facts.findLast(({ status }) => !status.isDeleted) ?? null)
          : (facts.find(({ id }) => id === nameOrId) ?? null),
      resources: async () => [
        { logicalId: "Lake", physicalId: BUCKET, phase: bucketPhase },
        { logicalId: "EmrCluster", physicalId: "j-own", phase: "failed" },
      ],
    },
    clusters: {
      findLive: async () => (isLive ? { id: "j-1" } : null),
      steps: async () => [{ id: "s-1", isSettled: stacks.length === 1 }],
      cancelSteps: async () => void did.push("cancelSteps"),
    },
    network: { region: "us-west-1" },
    lake: {
      makerOf: async () => (maker === undefined ? null : { stackId: maker }),
      isEmpty: async () => false,
      purge: async ({ bucket }: { readonly bucket: string }) => {
        did.push(`purge ${bucket}`);
        return { kept };
      },
    },
  } as unknown as World;
  const target = { stack: "loans", day: null, ...(asked === null ? {} : { stackId: asked }) };
  const results = { survey: { stack: null }, "stop-intake": { stackId: OLD, clusterId: "j-1" } };
  const context = { world, results, journal: [], run: { openedAt: OPENED, target } };
  const { step } = teardownStack.steps.find((one) => one.name === name) ?? {};
  const watched = step as Partial<WatchedStep<unknown, unknown, World, unknown>>;
  const sighting = (await watched.observe?.(context as never)) as Sighting<unknown>;
  await watched.run?.(context as never);
  return { sighting, did };
}

describe("a teardown", () => {
  test("takes the stack that was there when it was asked for", async () => {
    expect((await at("stop-intake", { stacks: [old("CREATE_COMPLETE")] })).sighting).toEqual({
      is: "done",
      output: { stackId: OLD, clusterId: "j-1" },
    });
  });

  test("asks nobody, and leaves no time, where the stack is gone: this run had deleted it when Redis forgot", async () => {
    const gone = { stacks: [old("DELETE_COMPLETE")] };
    expect((await at("survey", gone)).sighting).toEqual({ is: "done", output: { stack: null, lake: null } });
    const settled = { is: "done", output: null };
    expect((await at("approve", gone)).sighting).toEqual({ is: "done", output: { by: null } });
    expect((await at("pause", gone)).sighting).toEqual(settled);
  });

  test("of a creation that failed finds its cluster, which no tag finds live any more, by the stack's list", async () => {
    const { sighting } = await at("stop-intake", { stacks: [old("ROLLBACK_FAILED")], isLive: false });
    expect(sighting).toEqual({ is: "done", output: { stackId: OLD, clusterId: "j-own" } });
  });

  test.each(["ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"])(
    "waits while the stack is %s: AWS deletes none that it is taking back",
    async (status) => {
      const waits = { is: "underway", progress: { text: `CloudFormation ${status}` } };
      for (const step of ["survey", "stop-intake"])
        expect((await at(step, { stacks: [old(status)] })).sighting).toEqual(waits);
    },
  );

  test.each([
    ["by its id", OLD, anew],
    ["by its id, although by AWS's clock it was made before", OLD, { ...anew, createdAt: before }],
    ["by its time, where the run names no stack", null, anew],
  ])(
    "begins nothing on a stack that was made since, nor stops what its cluster does: told %s",
    async (_, asked, made) => {
      for (const step of ["survey", "stop-intake"]) {
        const { sighting } = await at(step, { stacks: [old("DELETE_COMPLETE"), made], asked });
        expect(sighting).toMatchObject({
          is: "failed",
          problem: {
            code: "another-stack",
            says: 'tearing down "loans": the stack that is there was made after this was asked for',
            remedy: "type `/loans teardown` to tear that one down",
          },
        });
      }
    },
  );

  test.each(["CREATE_COMPLETE", "DELETE_FAILED", "ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED"])(
    "empties the lake of its own stack, which is %s",
    async (status) => {
      const { sighting, did } = await at("empty-lake", { stacks: [old(status)] });
      expect(sighting).toEqual({ is: "absent" });
      expect(did).toEqual([`purge ${BUCKET}`]);
    },
  );

  test("ends where object lock keeps some of its lake, which is told", async () => {
    await expect(at("empty-lake", { stacks: [old("CREATE_COMPLETE")], kept: locked })).rejects.toMatchObject({
      code: "lake-locked",
      says: `emptying bucket "${BUCKET}": object lock keeps 2 versions, such as of "logs/a.gz"`,
      remedy: expect.stringContaining("press Retry; until then the rest of the stack stays, and costs"),
    });
  });

  test.each([
    ["another stack's by its tag", "arn:of-somebody"],
    ["nobody's: made anew by hand, or by a stranger", null],
    ["not there at all", undefined],
  ])("leaves a bucket alone that its list still names and that is %s", async (_, maker) => {
    const found = await at("empty-lake", { stacks: [old("CREATE_COMPLETE")], maker });
    expect(found).toEqual({ sighting: { is: "done", output: null }, did: [] });
  });

  test("leaves a bucket of the same name alone that is another stack's by now", async () => {
    const found = await at("empty-lake", { stacks: [old("DELETE_COMPLETE"), anew] });
    expect(found).toEqual({ sighting: { is: "done", output: null }, did: [] });
  });

  test("leaves a bucket of the same name alone when its own is deleted and the rest is not yet", async () => {
    const found = await at("empty-lake", { stacks: [old("DELETE_FAILED")], bucketPhase: "gone" });
    expect(found).toEqual({ sighting: { is: "done", output: null }, did: [] });
  });

  test("leaves it alone also where AWS has forgotten the stack", async () => {
    const found = await at("empty-lake", { stacks: [] });
    expect(found).toEqual({ sighting: { is: "done", output: null }, did: [] });
  });
});
