import { describe, expect, test } from "vitest";
import type { KeptVersions } from "../../../src/domain/aws/kept-versions.ts";
import { StackStatus } from "../../../src/domain/aws/stack-status.ts";
import { clearRemains } from "../../../src/jobs/workflows/deploy/clear-remains.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

/** What a deploy takes away before it plans, and in which order: one look and one turn for each state of the remains. */

const KEY = "deploy-loans-2-clear-remains-a1";

interface Failing {
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
  /** `DELETE_FAILED` where it is not said. */
  readonly status?: string;
}

interface Remains {
  readonly status: string;
  /** Absent: the stack's list names none, or it is gone. */
  readonly cluster?: "WAITING" | "TERMINATING" | "TERMINATED";
  /** What the bucket holds; absent: there is none. */
  readonly lake?: readonly string[];
  /** The token of a deletion that failed. */
  readonly tried?: string;
  /** What failed then, in that order; the VPC where it is not said. */
  readonly failing?: readonly Failing[];
  /** What S3 keeps of the lake. */
  readonly kept?: KeptVersions | null;
}

const locked: KeptVersions = {
  ...{ locked: 2, examples: [{ key: "logs/a.gz", versionId: "v1" }], isAll: true },
  ...{ refused: 0, refusal: null },
};

const vpc = { logicalId: "Vpc", type: "AWS::EC2::VPC", reason: "it has dependencies" };

async function at({ status, cluster, lake: keys, tried, failing = [vpc], kept = null }: Remains) {
  const did: string[] = [];
  const resources = [
    ...(keys === undefined ? [] : [{ logicalId: "Lake", physicalId: "lake", phase: "failed" }]),
    { logicalId: "EmrCluster", physicalId: "j-1", phase: cluster === undefined ? "gone" : "failed" },
  ];
  const isLive = cluster === "WAITING";
  const world = {
    settings: { stack: "loans" },
    stacks: {
      see: async () => ({ id: "arn:stack", name: "loans", status: new StackStatus(status) }),
      resources: async () => resources,
      events: async ({ token }: { readonly token?: string }) =>
        tried === undefined || (token !== undefined && token !== tried)
          ? []
          : failing.map((one) => ({ status: "DELETE_FAILED", ...one })),
      continueRollback: async ({ token }: { readonly token: string }) => void did.push(`go on ${token}`),
      deleteStack: async ({ token }: { readonly token: string }) => void did.push(`delete ${token}`),
    },
    clusters: {
      see: async () => ({ id: "j-1", state: cluster, isLive, isEnded: cluster === "TERMINATED" }),
      terminate: async (id: string) => void did.push(`terminate ${id}`),
    },
    network: { region: "us-west-1", inVpc: async () => [] },
    lake: {
      makerOf: async () => ({ stackId: "arn:stack" }),
      isEmpty: async () => keys?.length === 0,
      besides: async ({ prefix }: { readonly prefix: string }) =>
        keys?.filter((key) => !key.startsWith(prefix)) ?? [],
      purge: async ({ prefix }: { readonly prefix: string }) => {
        did.push(`purge ${prefix}`);
        return { kept };
      },
    },
  } as unknown as World;
  const context = { world, key: KEY } as never;
  const sighting = await clearRemains().observe(context);
  if (sighting.is === "absent") await clearRemains().run(context);
  return { is: sighting.is, did, sighting };
}

describe("what an earlier try left", () => {
  test.each([
    ["CREATE_COMPLETE", "done"],
    ["UPDATE_ROLLBACK_COMPLETE", "done"],
    ["DELETE_IN_PROGRESS", "underway"],
  ])("is nothing to delete, or deleted already, where the stack is %s", async (status, is) => {
    expect(await at({ status })).toMatchObject({ is, did: [] });
  });

  test("is deleted at once where nothing stands any more", async () => {
    expect(await at({ status: "ROLLBACK_COMPLETE" })).toMatchObject({ did: [`delete ${KEY}`] });
  });

  const logs = ["logs/emr/j-1/node/i-0/daemons/instance-state/instance-state.log.gz"];

  test("goes in this order: the cluster, EMR's logs out of the lake once it has written the last, the stack", async () => {
    const status = "CREATE_FAILED";
    expect((await at({ status, cluster: "WAITING", lake: logs })).did).toEqual(["terminate j-1"]);
    expect(await at({ status, cluster: "TERMINATING", lake: logs })).toMatchObject({
      sighting: { is: "underway", progress: { text: "EMR TERMINATING" } },
      did: [],
    });
    expect((await at({ status, cluster: "TERMINATED", lake: logs })).did).toEqual(["purge logs/"]);
    expect((await at({ status, cluster: "TERMINATED", lake: [] })).did).toEqual([`delete ${KEY}`]);
  });

  test("after a rollback that EMR's logs stopped is emptied of them and deleted", async () => {
    expect((await at({ status: "ROLLBACK_FAILED", lake: logs })).did).toEqual(["purge logs/"]);
    expect((await at({ status: "ROLLBACK_FAILED", lake: [] })).did).toEqual([`delete ${KEY}`]);
  });

  test("keeps a lake of which object lock keeps the logs, but not the cluster, which costs", async () => {
    const status = "DELETE_FAILED";
    const found = { status, lake: logs, kept: locked };
    expect((await at({ ...found, cluster: "WAITING" })).did).toEqual(["terminate j-1"]);
    await expect(at({ ...found, cluster: "TERMINATED" })).rejects.toMatchObject({
      code: "lake-locked",
      says: 'emptying bucket "lake": object lock keeps 2 versions, such as of "logs/a.gz"',
      remedy: expect.stringMatching(/once that is over or lifted, press Retry$/),
    });
  });

  test("keeps a lake that holds days, and the cluster with it: nobody typed the stack's name", async () => {
    const lake = [...logs, "raw/loan_tracker/2026-11-20/1/loan.csv"];
    await expect(at({ status: "DELETE_FAILED", cluster: "WAITING", lake })).rejects.toMatchObject({
      code: "lake-not-empty",
      says: expect.stringContaining('"raw/loan_tracker/2026-11-20/1/loan.csv"'),
      remedy: expect.stringContaining("`/loans teardown`"),
    });
  });

  test("is tried once: what keeps it then is told; a deletion that somebody else tried is tried again", async () => {
    expect(await at({ status: "DELETE_FAILED", tried: KEY })).toMatchObject({
      sighting: { is: "failed", problem: { says: "deleting Vpc: it has dependencies" } },
      did: [],
    });
    expect((await at({ status: "DELETE_FAILED", tried: "by-hand" })).did).toEqual([`delete ${KEY}`]);
  });
});

describe("an update that AWS could not take back", () => {
  test("is told to go on with that, and waited for: lake and warehouse stay", async () => {
    expect((await at({ status: "UPDATE_ROLLBACK_FAILED" })).did).toEqual([`go on ${KEY}`]);
    expect(await at({ status: "UPDATE_ROLLBACK_IN_PROGRESS" })).toMatchObject({ is: "underway", did: [] });
    expect(await at({ status: "UPDATE_ROLLBACK_COMPLETE" })).toMatchObject({ is: "done", did: [] });
  });

  /** As an update tells of a resource that it could not change back. */
  const unchanged = (logicalId: string, reason: string): Failing => ({
    ...{ logicalId, type: "AWS::S3::Bucket", reason, status: "UPDATE_FAILED" },
  });

  test("is told with what still stops it, once that was tried, and with what leaves that as it is", async () => {
    const failing = [unchanged("Lake", "Access Denied")];
    expect(await at({ status: "UPDATE_ROLLBACK_FAILED", tried: KEY, failing })).toMatchObject({
      sighting: {
        is: "failed",
        problem: {
          code: "rollback-stuck",
          says: "taking the last update back at Lake: Access Denied",
          remedy: expect.stringContaining(
            "leave Lake as it is by `aws cloudformation continue-update-rollback --stack-name loans --resources-to-skip Lake --region us-west-1`",
          ),
        },
      },
      did: [],
    });
  });

  test("names all that stops it in one command, and none that AWS takes back of itself or would refuse to skip", async () => {
    const failing = [
      unchanged("Lake", "Access Denied"),
      unchanged("EmrCluster", "no capacity"),
      // Taken back at a second look of CloudFormation's own.
      unchanged("Vpc", "throttled"),
      { ...unchanged("Vpc", ""), status: "UPDATE_COMPLETE" },
      // Its siblings failed, not it: AWS refuses to skip that.
      unchanged("Metabase", "Resource update cancelled"),
      {
        logicalId: "loans",
        type: "AWS::CloudFormation::Stack",
        reason: "",
        status: "UPDATE_ROLLBACK_FAILED",
      },
    ];
    expect(await at({ status: "UPDATE_ROLLBACK_FAILED", tried: KEY, failing })).toMatchObject({
      sighting: {
        problem: {
          says: "taking the last update back at Lake: Access Denied; EmrCluster: no capacity",
          remedy: expect.stringContaining(
            "leave them as they are by `aws cloudformation continue-update-rollback --stack-name loans --resources-to-skip Lake EmrCluster --region us-west-1`",
          ),
        },
      },
    });
  });

  test("where the stack itself is what failed, no resource is left out: AWS knows none of the stack's name", async () => {
    const reason = "Role arn:aws:iam::123456789012:role/LoansCloudFormation-loans is invalid";
    const type = "AWS::CloudFormation::Stack";
    const failing = [{ logicalId: "loans", type, reason, status: "UPDATE_ROLLBACK_FAILED" }];
    const { sighting } = await at({ status: "UPDATE_ROLLBACK_FAILED", tried: KEY, failing });
    expect(sighting).toMatchObject({
      problem: {
        says: expect.stringContaining('taking the last update back at the stack "loans": Role '),
        remedy: "mend the cause, then press Retry",
      },
    });
  });
});
